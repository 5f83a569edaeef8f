using System.Globalization;
using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Contacts.Import;
using FollowUpAgent.Decisions;

namespace FollowUpAgent.Oversight.Autonomy;

/// <summary>The written rules that say who decides. Immutable and pure.</summary>
internal sealed class AutonomyRules
{
    /// <summary>What people see as the rule where none of theirs applied.</summary>
    public const string DefaultRule = "default";

    private readonly List<(AutonomyRuleOptions Rule, AutonomyMode Mode)> rules;
    private readonly AutonomyMode byDefault;
    private readonly HashSet<Group> groups;
    private readonly string? valueField;
    private readonly Unanswered otherwise;

    private AutonomyRules(AutonomyOptions options, bool isLive)
    {
        rules = [.. options.Rules.Select(r => (r, ModeOf(r.Mode)))];
        byDefault = options.Default is { Length: > 0 } named ? ModeOf(named) : isLive ? AutonomyMode.Approve : AutonomyMode.Auto;
        groups = options.Groups.Length == 0 ? [Group.Treatment] : [.. options.Groups.Select(g => Enum.Parse<Group>(g, ignoreCase: true))];
        valueField = options.ValueField is { Length: > 0 } field ? ColumnAliases.Plain(field) : null;
        otherwise = AutonomyText.TryParse(options.Otherwise, out Unanswered follows) ? follows : Unanswered.Skip;
        (AnswerWithin, NoticeTime, MostAutomaticPerDay) = (options.AnswerWithin, options.NoticeTime, options.MostAutomaticPerDay);
        CoinShare = options.CoinShare;
    }

    /// <summary>How long people have to answer.</summary>
    public TimeSpan AnswerWithin { get; }

    /// <summary>How long before it goes out people see a mail that they need not answer.</summary>
    public TimeSpan NoticeTime { get; }

    /// <summary>The most mails a day that go out without a person's word, or null.</summary>
    public int? MostAutomaticPerDay { get; }

    /// <summary>The probability with which a coin keeps a proposal against a person's change of variant or time.</summary>
    public double CoinShare { get; }

    /// <summary>Reads the configuration, which has no faults.</summary>
    /// <param name="options">The section.</param>
    /// <param name="isLive">Whether mail leaves for real.</param>
    public static AutonomyRules From(AutonomyOptions options, bool isLive) => new(options, isLive);

    /// <summary>Whether a mail of this group could be anything but automatic: if not, there is nothing to weigh.</summary>
    public bool MayAsk(Group group) => groups.Contains(group) && (byDefault is not AutonomyMode.Auto || rules.Any(r => r.Mode is not AutonomyMode.Auto));

    /// <summary>Who decides about a mail.</summary>
    public Verdict Judge(Group group, string sequence, string step, Contact contact, Prospect prospect)
    {
        if (!groups.Contains(group))
        {
            return new Verdict(AutonomyMode.Auto, DefaultRule, otherwise);
        }

        var (rule, mode) = rules.FirstOrDefault(r => Holds(r.Rule, sequence, step, contact, prospect));
        var decides = rule is null ? byDefault : mode;
        return new Verdict(decides, rule?.Name ?? DefaultRule, decides is AutonomyMode.Manual ? Unanswered.Skip : otherwise);
    }

    private bool Holds(AutonomyRuleOptions rule, string sequence, string step, Contact contact, Prospect prospect) =>
        (rule.Sequence is null || rule.Sequence == sequence)
        && (rule.Step is null || rule.Step == step)
        && (rule.HarmAtLeast is not { } harm || prospect.Harm.High >= harm)
        && (rule.ValueAtLeast is not { } value || ValueOf(contact) >= value)
        && (rule.EvidenceBelow is not { } evidence || prospect.Evidence < evidence)
        && (rule.IsNew is not { } isNew || prospect.IsNew == isNew)
        && (rule.DisagreesBy is not { } by || (prospect.OverBaseline != 0 && prospect.OverBaseline >= by));

    private double? ValueOf(Contact contact)
    {
        if (valueField is null || contact.Fields is "{}")
        {
            return null;
        }

        using var fields = JsonDocument.Parse(contact.Fields);
        var named = fields.RootElement.EnumerateObject().FirstOrDefault(f => ColumnAliases.Plain(f.Name) == valueField);
        return named.Value.ValueKind is not JsonValueKind.Undefined
            && double.TryParse(named.Value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    private static AutonomyMode ModeOf(string text) =>
        AutonomyText.TryParse(text, out AutonomyMode mode) ? mode : throw new FormatException($"'{text}' is no mode: expected auto, notify, approve or manual.");
}

/// <summary>Who decides, and why.</summary>
/// <param name="Mode">Who.</param>
/// <param name="Rule">The name of the rule that says so.</param>
/// <param name="Otherwise">What follows where nobody answers.</param>
internal sealed record Verdict(AutonomyMode Mode, string Rule, Unanswered Otherwise);
