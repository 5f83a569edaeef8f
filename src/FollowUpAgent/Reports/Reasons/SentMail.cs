using System.Text.Json;
using FollowUpAgent.Learning.Features;

namespace FollowUpAgent.Reports.Reasons;

/// <summary>A mail that went out, as the database holds its two stages.</summary>
internal sealed class SentRow
{
    public string Sequence { get; set; } = "";

    public string Step { get; set; } = "";

    public string Context { get; set; } = "{}";

    public string Variants { get; set; } = "[]";

    public string VariantPropensities { get; set; } = "[]";

    public string Variant { get; set; } = "";

    public string Slots { get; set; } = "[]";

    public string SlotPropensities { get; set; } = "[]";

    public string Slot { get; set; } = "";

    public bool Happened { get; set; }
}

/// <summary>A mail that went out: what could have been sent and when, with which probabilities, and whether it succeeded.</summary>
/// <param name="Place">The sequence and the step.</param>
/// <param name="Context">What was known of the contact.</param>
/// <param name="Variants">The versions with their probabilities.</param>
/// <param name="Variant">The one that was sent.</param>
/// <param name="Slots">The slots, and skip, with their probabilities.</param>
/// <param name="Slot">The one that was drawn.</param>
/// <param name="Happened">Whether the outcome happened.</param>
internal sealed record SentMail(
    (string Sequence, string Step) Place,
    ContactContext Context,
    IReadOnlyDictionary<string, double> Variants,
    string Variant,
    IReadOnlyDictionary<string, double> Slots,
    string Slot,
    bool Happened)
{
    /// <summary>Reads rows. Many have the same texts: each is read once.</summary>
    public static List<SentMail> Read(IEnumerable<SentRow> rows)
    {
        var (contexts, vectors) = (new Dictionary<string, ContactContext>(StringComparer.Ordinal), new Dictionary<(string, string), Dictionary<string, double>>());
        return [.. rows.Select(r => new SentMail(
            (r.Sequence, r.Step),
            Once(contexts, r.Context, Decisions.DecisionContext.Parse),
            Once(vectors, (r.Variants, r.VariantPropensities), VectorOf),
            r.Variant,
            Once(vectors, (r.Slots, r.SlotPropensities), VectorOf),
            r.Slot,
            r.Happened))];
    }

    /// <summary>What some contacts have in common and others have not, as in language=nl: the values of names that have few, and more than one.</summary>
    public static HashSet<string> LevelsOf(IReadOnlyList<SentMail> mails, int most) => [.. mails
        .SelectMany(m => m.Context.Values).Distinct().GroupBy(v => v.Key, StringComparer.Ordinal).Where(g => g.Count() > 1 && g.Count() <= most)
        .SelectMany(g => g.Select(v => $"{v.Key}={v.Value.Text}"))];

    private static TValue Once<TKey, TValue>(Dictionary<TKey, TValue> known, TKey key, Func<TKey, TValue> read)
        where TKey : notnull
    {
        if (!known.TryGetValue(key, out var value))
        {
            known[key] = value = read(key);
        }

        return value;
    }

    private static Dictionary<string, double> VectorOf((string Actions, string Propensities) row) =>
        JsonSerializer.Deserialize<string[]>(row.Actions)!.Zip(JsonSerializer.Deserialize<double[]>(row.Propensities)!)
            .DistinctBy(a => a.First).ToDictionary(a => a.First, a => a.Second, StringComparer.Ordinal);
}
