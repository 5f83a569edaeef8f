namespace FollowUpAgent.Learning.Features;

/// <summary>Equal decisions and what came of them.</summary>
public sealed class TrainingRow
{
    private readonly TrainingCell cell;
    private readonly ContextValues values;
    private readonly int[] codes;

    // By outcome: the positives, the negatives, the mature observations.
    private double[] sums = [];

    internal TrainingRow(TrainingCell cell, ContextValues values, int[] codes, long at) =>
        (this.cell, this.values, this.codes, FirstAt) = (cell, values, codes, at);

    /// <summary>Where, and about whom.</summary>
    public Situation Situation => cell.Place with { Context = Context };

    /// <summary>Where, and nothing of whom: the same for many rows.</summary>
    public Situation Place => cell.Place;

    /// <summary>About whom; put together anew each time, without its text.</summary>
    public ContactContext Context => values.ContextOf(codes);

    /// <summary>What was done.</summary>
    public Deed Deed => cell.Deed;

    /// <summary>How many decisions.</summary>
    public long Decisions { get; private set; }

    /// <summary>How many of them count as evidence.</summary>
    public long Mature { get; private set; }

    /// <summary>When the first was made.</summary>
    public long FirstAt { get; private set; }

    /// <summary>How often an outcome happened, by its place.</summary>
    public double Positives(int outcome) => sums[3 * outcome];

    /// <summary>The summed weight of the times it did not.</summary>
    public double Negatives(int outcome) => sums[(3 * outcome) + 1];

    /// <summary>How many of its observations are mature.</summary>
    public long MatureOf(int outcome) => (long)sums[(3 * outcome) + 2];

    /// <summary>By sequence, step, version, slot and what was known.</summary>
    internal int CompareTo(TrainingRow other)
    {
        var byCell = ReferenceEquals(cell, other.cell) ? 0 : cell.CompareTo(other.cell);
        return byCell != 0 ? byCell : values.Compare(codes, other.codes);
    }

    internal void Open(int outcomes) => sums = new double[3 * outcomes];

    internal void Count(long at, bool isMature, ReadOnlySpan<Observation> seen)
    {
        Decisions++;
        Mature += isMature ? 1 : 0;
        FirstAt = Math.Min(FirstAt, at);
        for (var o = 0; o < seen.Length; o++)
        {
            sums[3 * o] += seen[o].Happened ? seen[o].Weight : 0;
            sums[(3 * o) + 1] += seen[o].Happened ? 0 : seen[o].Weight;
            sums[(3 * o) + 2] += seen[o] is { IsMature: true, Weight: > 0 } ? 1 : 0;
        }
    }

    internal bool IsLike(TrainingRow other) => ReferenceEquals(cell, other.cell) && codes.AsSpan().SequenceEqual(other.codes);

    internal int Hash()
    {
        var hash = new HashCode();
        hash.Add(cell);
        foreach (var code in codes)
        {
            hash.Add(code);
        }

        return hash.ToHashCode();
    }
}

/// <summary>What many rows share: the place and the deed.</summary>
/// <param name="place">A situation with an empty context.</param>
/// <param name="deed">What was done.</param>
internal sealed class TrainingCell(Situation place, Deed deed)
{
    /// <summary>Where.</summary>
    public Situation Place => place;

    /// <summary>What was done.</summary>
    public Deed Deed => deed;

    /// <summary>By sequence, step, version and slot.</summary>
    public int CompareTo(TrainingCell other)
    {
        return Compare(place.Sequence, other.Place.Sequence) is var bySequence and not 0 ? bySequence
            : Compare(place.Step, other.Place.Step) is var byStep and not 0 ? byStep
            : Compare(deed.Variant?.Version, other.Deed.Variant?.Version) is var byVersion and not 0 ? byVersion
            : Compare(deed.Slot, other.Deed.Slot);
    }

    private static int Compare(string? one, string? other) => StringComparer.Ordinal.Compare(one, other);
}
