using FollowUpAgent.Learning.Features;

namespace FollowUpAgent.Learning.Outcomes;

/// <summary>
/// All that one outcome is learned from. Rows that are alike stand as one with counts: how often the outcome happened, and the summed
/// exposure weight (above 0, at most 1 each) of the times it did not.
/// </summary>
public sealed class TrainingSet
{
    /// <summary>The set for one outcome of a log.</summary>
    /// <param name="outcome">The outcome's key.</param>
    /// <param name="priorRate">The rate to expect of a send, above 0 and below 1.</param>
    /// <param name="schema">How rows become numbers.</param>
    /// <param name="rows">The log's rows as numbers.</param>
    /// <param name="log">The log.</param>
    /// <param name="place">The outcome's place in the log.</param>
    public TrainingSet(string outcome, double priorRate, FeatureSchema schema, SparseRows rows, TrainingLog log, int place)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rows.Count, log.Rows.Count);
        (Outcome, PriorRate, Schema, Rows) = (outcome, priorRate, schema, rows);
        Positives = [.. log.Rows.Select(r => r.Positives(place))];
        Negatives = [.. log.Rows.Select(r => r.Negatives(place))];
        Mature = log.Rows.Sum(r => r.MatureOf(place));
    }

    /// <summary>The set of these counts, which may still grow between fits.</summary>
    internal TrainingSet(string outcome, double priorRate, FeatureSchema schema, SparseRows rows, double[] positives, double[] negatives, long mature) =>
        (Outcome, PriorRate, Schema, Rows, Positives, Negatives, Mature) = (outcome, priorRate, schema, rows, positives, negatives, mature);

    /// <summary>The outcome's key.</summary>
    public string Outcome { get; }

    /// <summary>The rate to expect of a send.</summary>
    public double PriorRate { get; }

    /// <summary>How rows became numbers.</summary>
    public FeatureSchema Schema { get; }

    /// <summary>The design matrix.</summary>
    public SparseRows Rows { get; }

    /// <summary>By row: how often it happened.</summary>
    public double[] Positives { get; }

    /// <summary>By row: the summed weight of the times it did not.</summary>
    public double[] Negatives { get; }

    /// <summary>How many observations are past the outcome's window.</summary>
    public long Mature { get; }

    /// <summary>How often it happened in all.</summary>
    public double Happened => Positives.Sum();

    /// <summary>Whether nothing was observed at all.</summary>
    public bool IsEmpty => Positives.All(p => p == 0) && Negatives.All(n => n == 0);
}
