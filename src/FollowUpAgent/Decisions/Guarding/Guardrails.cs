using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Decisions.Guarding;

/// <summary>The written rules in force, in the order of their names. Immutable: whoever lays others over them makes a new one.</summary>
internal sealed class Guardrails
{
    /// <summary>No rules.</summary>
    public static readonly Guardrails None = new([]);

    private readonly string? version;

    /// <summary>These rules.</summary>
    public Guardrails(IEnumerable<Guardrail> rules)
    {
        All = [.. rules.OrderBy(r => r.Key, StringComparer.Ordinal)];
        Volumes = [.. All.Where(r => r.IsOfVolume)];
        Budgets = [.. All.Where(r => r.Kind is GuardrailKind.Budget)];
        version = All.Count == 0 ? null : Hash(JsonSerializer.Serialize(All.Select(r => new { r.Key, r.InWords, r.Segment?.Values, r.Share, r.Rate, r.From, r.Until, r.Within, r.Owner, r.Reason })));
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Guardrail> All { get; }

    /// <summary>Those that bound a segment's share of the mails.</summary>
    public IReadOnlyList<Guardrail> Volumes { get; }

    /// <summary>Those that bound complaints and unsubscribes.</summary>
    public IReadOnlyList<Guardrail> Budgets { get; }

    /// <summary>Builds them; the options must be free of faults.</summary>
    public static Guardrails From(IReadOnlyDictionary<string, GuardrailOptions?> rules, IReadOnlyDictionary<string, SegmentOptions?> segments) =>
        rules.Count == 0 ? None : new(rules.Select(r => GuardrailReading.Read(r.Key, r.Value!, segments)));

    /// <summary>The rule of this name, or null.</summary>
    public Guardrail? Find(string key) => All.FirstOrDefault(r => r.Key == key);

    /// <summary>The version of a configuration together with these rules; as it is where there are none.</summary>
    public string VersionWith(string configuration) => version is null ? configuration : Hash($"{configuration}/{version}");

    /// <summary>What the rules leave of a step for a contact at a moment.</summary>
    public StepRules At(string sequence, string step, IReadOnlyList<Variant> variants, SegmentFacts facts, DateTimeOffset now)
    {
        if (All.Count == 0)
        {
            return new StepRules(variants, []);
        }

        var day = DayOf(now);
        return StepRules.Of([.. All.Where(r => r.HoldsOn(day) && r.Covers(sequence, step) && r.Segment?.Holds(facts) != false)], variants);
    }

    /// <summary>The budgets that hold at a moment.</summary>
    public IEnumerable<Guardrail> BudgetsAt(DateTimeOffset now) => Budgets.Where(r => r.HoldsOn(DayOf(now)));

    /// <summary>The shares of volume that count a mail of a step.</summary>
    public IEnumerable<Guardrail> VolumesAt(string sequence, string step, DateTimeOffset now) =>
        Volumes.Where(r => r.HoldsOn(DayOf(now)) && r.Covers(sequence, step));

    /// <summary>The sequence with the days on which nothing may be sent to a contact.</summary>
    public SequenceDefinition Quieted(SequenceDefinition definition, string step, SegmentFacts facts, DateTimeOffset now)
    {
        var dates = QuietAt(definition.Key, step, facts, now).SelectMany(r => r.Dates).ToList();
        return dates.Count == 0 ? definition : definition with { BlackoutDates = [.. definition.BlackoutDates, .. dates] };
    }

    /// <summary>The quiet periods that a contact has at a step.</summary>
    public IEnumerable<Guardrail> QuietAt(string sequence, string step, SegmentFacts facts, DateTimeOffset now) => All.Where(
        r => r.Kind is GuardrailKind.Quiet && r.HoldsOn(DayOf(now)) && r.Covers(sequence, step) && r.Segment?.Holds(facts) != false);

    private static DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(moment.UtcDateTime);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
}

/// <summary>What the rules leave of a step for one contact.</summary>
/// <param name="Variants">What may be sent; none where nothing may.</param>
/// <param name="Applied">Which rules removed or bounded what.</param>
internal sealed record StepRules(IReadOnlyList<Variant> Variants, IReadOnlyList<RuleApplied> Applied)
{
    /// <summary>What is left after the rules that apply: first of what is forbidden, then of the shares of the rest.</summary>
    /// <param name="rules">The rules that apply, whatever their kind.</param>
    /// <param name="variants">What the step could send.</param>
    public static StepRules Of(IReadOnlyList<Guardrail> rules, IReadOnlyList<Variant> variants)
    {
        var nevers = rules.Where(r => r.Kind is GuardrailKind.Never).ToList();
        if (nevers.Find(r => !r.NamesVariants) is { } closed)
        {
            return new StepRules([], [new RuleApplied(closed.Key, RuleApplied.Sending)]);
        }

        var removed = variants.Select(v => (Variant: v, By: nevers.Find(r => r.Names(v)))).Where(r => r.By is not null).ToList();
        var applied = removed.Select(r => new RuleApplied(r.By!.Key, r.Variant.Version)).ToList();
        List<Variant> left = [.. variants.Except(removed.Select(r => r.Variant))];
        // A share of variants that a step has not is about other steps.
        var shares = rules.Where(r => r.IsShareOfVariants && variants.Any(r.Names)).Select(r => (Rule: r, Members: left.Where(r.Names).ToList()))
            .Where(s => s.Members.Count > 0 || s.Rule.Least > 0).ToList();
        if (shares.Count == 0 || left.Count == 0)
        {
            return new StepRules(left, applied);
        }

        // Never sending breaks no share: where the shares cannot be met, nothing may be sent.
        return CanBeMet(shares, left)
            ? new StepRules(left, [.. applied, .. shares.Select(s => RuleApplied.Bounding(s.Rule.Key, s.Members, s.Rule.Least, s.Rule.Most))])
            : new StepRules([], [.. applied, .. shares.Select(s => new RuleApplied(s.Rule.Key, RuleApplied.Sending))]);
    }

    private static bool CanBeMet(List<(Guardrail Rule, List<Variant> Members)> shares, List<Variant> left) =>
        new ShareBounds(left.Count, [.. shares.Select(s => new ShareBound([.. s.Members.Select(m => left.IndexOf(m))], s.Rule.Least, s.Rule.Most))]).IsPossible;
}
