using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Decisions.Guarding;

/// <summary>
/// What a rule did to a decision, as the ledger holds it. The bounds stand here and nowhere else, for every group alike: whoever makes a
/// decision again, or asks what another policy would have done, reads them back from the row.
/// </summary>
/// <param name="Rule">The rule.</param>
/// <param name="Action">The action; of a bound the keys of its variants, by comma, or <see cref="Sending"/>.</param>
internal sealed record RuleApplied(string Rule, string Action)
{
    /// <summary>Sending at all, in place of an action.</summary>
    public const string Sending = "send";

    /// <summary>Exploring, in place of an action: a budget of harm leaves less of it.</summary>
    public const string Exploring = "explore";

    private const string Bounded = "bounded";

    private static readonly JsonSerializerOptions Compact =
        new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Bounded; null where the action was removed.</summary>
    public string? Effect { get; init; }

    /// <summary>The least probability of the actions together; null for none.</summary>
    public double? Least { get; init; }

    /// <summary>The most probability of the actions together; null for none.</summary>
    public double? Most { get; init; }

    /// <summary>Whether it bounds, rather than removes.</summary>
    [JsonIgnore]
    public bool IsBound => Effect == Bounded;

    /// <summary>A bound on variants, or on sending where there are none of them.</summary>
    public static RuleApplied Bounding(string rule, IEnumerable<Variant> members, double least, double most)
    {
        var action = string.Join(',', members.Select(m => m.Key));
        return new RuleApplied(rule, action.Length > 0 ? action : Sending)
        {
            Effect = Bounded,
            Least = least > 0 ? least : null,
            Most = most < 1 ? most : null,
        };
    }

    /// <summary>The text for the ledger.</summary>
    public static string ToText(IReadOnlyList<RuleApplied> rules) => JsonSerializer.Serialize(rules, Compact);

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    public static IReadOnlyList<RuleApplied> Parse(string text) => JsonSerializer.Deserialize<RuleApplied[]>(text, Compact)!;

    /// <summary>What binds these versions of variants.</summary>
    public static IReadOnlyList<ShareBound> BoundsOf(IReadOnlyList<RuleApplied> rules, IReadOnlyList<string> versions) =>
        [.. rules.Where(r => r.IsBound && r.Action is not (Sending or Exploring)).Select(r => r.BoundOf(versions))];

    /// <summary>The most probability that sending has.</summary>
    public static double MostSentOf(IReadOnlyList<RuleApplied> rules) =>
        rules.Where(r => r.IsBound && r.Action == Sending).Select(r => r.Most ?? 1).DefaultIfEmpty(1).Min();

    /// <summary>A bound on exploring: the most of what it usually is, 0 to 1.</summary>
    public static RuleApplied Cautioning(string rule, double most) => new(rule, Exploring) { Effect = Bounded, Most = most };

    /// <summary>How much of the usual exploration the rules leave, 0 to 1.</summary>
    public static double MostExploredOf(IReadOnlyList<RuleApplied> rules) =>
        rules.Where(r => r.IsBound && r.Action == Exploring).Select(r => r.Most ?? 1).DefaultIfEmpty(1).Min();

    /// <summary>The bounds as text: two decisions that differ in nothing else differ in it.</summary>
    public static string Signature(IReadOnlyList<RuleApplied> rules) => string.Join(
        ';', rules.Where(r => r.IsBound).Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Action} {r.Least:R} {r.Most:R}")));

    private ShareBound BoundOf(IReadOnlyList<string> versions)
    {
        var keys = Action.Split(',');
        return new ShareBound([.. Enumerable.Range(0, versions.Count).Where(i => keys.Contains(Variant.KeyOf(versions[i])))], Least ?? 0, Most ?? 1);
    }
}
