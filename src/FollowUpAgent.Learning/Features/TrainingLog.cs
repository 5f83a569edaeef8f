using System.Runtime.InteropServices;

namespace FollowUpAgent.Learning.Features;

/// <summary>
/// What was done and what came of it. Equal rows are kept once with their counts, and what rows share is kept once for all of them, so that
/// memory grows with what differs, not with history. Not thread-safe while it is filled.
/// </summary>
/// <param name="outcomes">How many outcomes each row has.</param>
public sealed class TrainingLog(int outcomes)
{
    private readonly Dictionary<(string Sequence, string Step, string? Slot, string? Version), TrainingCell> cells = [];
    private readonly HashSet<TrainingRow> rows = new(new SameRow());
    private readonly ContextValues values = new();
    private List<TrainingRow>? sorted;

    /// <summary>How many decisions went in.</summary>
    public long Decisions { get; private set; }

    /// <summary>The rows in an order that does not hang on the order they came in.</summary>
    public IReadOnlyList<TrainingRow> Rows => sorted ??= [.. rows.Order(Comparer<TrainingRow>.Create((a, b) => a.CompareTo(b)))];

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
        ref var cell = ref CollectionsMarshal.GetValueRefOrAddDefault(cells, (situation.Sequence, situation.Step, deed.Slot, deed.Variant?.Version), out _);
        cell ??= new TrainingCell(situation with { Context = ContactContext.Empty }, deed);
        var row = new TrainingRow(cell, values, values.CodesOf(situation.Context), at);
        if (rows.TryGetValue(row, out var known))
        {
            row = known;
        }
        else
        {
            row.Open(outcomes);
            rows.Add(row);
            sorted = null;
        }

        Decisions++;
        row.Count(at, isMature, seen);
    }

    private sealed class SameRow : IEqualityComparer<TrainingRow>
    {
        public bool Equals(TrainingRow? x, TrainingRow? y) => x!.IsLike(y!);

        public int GetHashCode(TrainingRow row) => row.Hash();
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
