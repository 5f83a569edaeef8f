namespace FollowUpAgent.Learning.Features;

/// <summary>
/// What was done and what came of it. Equal rows are kept once with their counts, so that memory grows with what differs, not with
/// history. Not thread-safe while it is filled.
/// </summary>
/// <param name="outcomes">How many outcomes each row has.</param>
public sealed class TrainingLog(int outcomes)
{
    private readonly Dictionary<(string Sequence, string Step, string? Slot, string? Version, string Context), TrainingRow> rows = [];
    private List<TrainingRow>? sorted;

    /// <summary>How many decisions went in.</summary>
    public long Decisions { get; private set; }

    /// <summary>The rows in an order that does not hang on the order they came in.</summary>
    public IReadOnlyList<TrainingRow> Rows => sorted ??=
    [
        .. rows.OrderBy(r => r.Key.Sequence, StringComparer.Ordinal).ThenBy(r => r.Key.Step, StringComparer.Ordinal)
            .ThenBy(r => r.Key.Version, StringComparer.Ordinal).ThenBy(r => r.Key.Slot, StringComparer.Ordinal)
            .ThenBy(r => r.Key.Context, StringComparer.Ordinal).Select(r => r.Value),
    ];

    /// <summary>Adds one decision.</summary>
    /// <param name="situation">Where it was made.</param>
    /// <param name="deed">What was done.</param>
    /// <param name="at">When, on any scale that grows with time.</param>
    /// <param name="isMature">Whether its rewards are known well enough to count as evidence for a variant.</param>
    /// <param name="seen">What came of it, by outcome.</param>
    public void Add(Situation situation, Deed deed, long at, bool isMature, ReadOnlySpan<Observation> seen)
    {
        ArgumentNullException.ThrowIfNull(situation);
        ArgumentNullException.ThrowIfNull(deed);
        ArgumentOutOfRangeException.ThrowIfNotEqual(seen.Length, outcomes);
        var key = (situation.Sequence, situation.Step, deed.Slot, deed.Variant?.Version, situation.Context.Text);
        if (!rows.TryGetValue(key, out var row))
        {
            rows[key] = row = new TrainingRow(situation, deed, outcomes) { FirstAt = at };
            sorted = null;
        }

        Decisions++;
        row.Count(at, isMature, seen);
    }
}

/// <summary>What came of one decision for one outcome.</summary>
/// <param name="Weight">0 where it could not be observed; 1 where it happened or can no longer happen; between them while it still may.</param>
/// <param name="Happened">Whether it happened.</param>
/// <param name="IsMature">Whether the outcome's window is over.</param>
public readonly record struct Observation(double Weight, bool Happened, bool IsMature)
{
    /// <summary>Could not be observed: missing, not 0.</summary>
    public static Observation Missing { get; } = new(0, false, false);
}

/// <summary>Equal decisions and what came of them.</summary>
public sealed class TrainingRow
{
    private readonly double[] positives;
    private readonly double[] negatives;
    private readonly long[] mature;

    internal TrainingRow(Situation situation, Deed deed, int outcomes)
    {
        (Situation, Deed) = (situation, deed);
        (positives, negatives, mature) = (new double[outcomes], new double[outcomes], new long[outcomes]);
    }

    /// <summary>Where.</summary>
    public Situation Situation { get; }

    /// <summary>What was done.</summary>
    public Deed Deed { get; }

    /// <summary>How many decisions.</summary>
    public long Decisions { get; private set; }

    /// <summary>How many of them count as evidence.</summary>
    public long Mature { get; private set; }

    /// <summary>When the first was made.</summary>
    public long FirstAt { get; internal set; }

    /// <summary>How often an outcome happened, by its place.</summary>
    public double Positives(int outcome) => positives[outcome];

    /// <summary>The summed weight of the times it did not.</summary>
    public double Negatives(int outcome) => negatives[outcome];

    /// <summary>How many of its observations are mature.</summary>
    public long MatureOf(int outcome) => mature[outcome];

    internal void Count(long at, bool isMature, ReadOnlySpan<Observation> seen)
    {
        Decisions++;
        Mature += isMature ? 1 : 0;
        FirstAt = Math.Min(FirstAt, at);
        for (var o = 0; o < seen.Length; o++)
        {
            positives[o] += seen[o].Happened ? seen[o].Weight : 0;
            negatives[o] += seen[o].Happened ? 0 : seen[o].Weight;
            mature[o] += seen[o] is { IsMature: true, Weight: > 0 } ? 1 : 0;
        }
    }
}
