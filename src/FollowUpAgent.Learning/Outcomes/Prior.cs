using FollowUpAgent.Learning.Features;

namespace FollowUpAgent.Learning.Outcomes;

/// <summary>What is believed of the coefficients of a schema before the rows are seen: independent normal distributions.</summary>
public sealed class Prior
{
    /// <summary>A skip is expected to bring this share of what a send brings.</summary>
    public const double SkipShare = 0.2;

    /// <summary>The prior of an outcome.</summary>
    /// <param name="schema">The features.</param>
    /// <param name="rate">The rate that is expected of a send, above 0 and below 1.</param>
    /// <param name="scales">How far apart levels are.</param>
    public Prior(FeatureSchema schema, double rate, PriorScales scales)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(scales);
        if (rate is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "A prior rate lies between 0 and 1.");
        }

        Means = new double[schema.Count];
        Precisions = new double[schema.Count];
        Predecessors = [.. Enumerable.Range(0, schema.Count).Select(schema.PredecessorOf)];
        for (var i = 0; i < schema.Count; i++)
        {
            var block = schema.BlockOf(i);
            var scale = scales.Of(block, schema.Columns.Count);
            Precisions[i] = 1 / (scale * scale);
            Means[i] = MeanOf(block, rate);
        }
    }

    /// <summary>A prior that says of each coefficient what it is; none has a predecessor.</summary>
    internal Prior(double[] means, double[] deviations) =>
        (Means, Precisions, Predecessors) = (means, Array.ConvertAll(deviations, d => 1 / (d * d)), [.. Enumerable.Repeat(-1, means.Length)]);

    /// <summary>The means; that of a variant with a predecessor is added to the predecessor's coefficient.</summary>
    public double[] Means { get; }

    /// <summary>One over the variances.</summary>
    public double[] Precisions { get; }

    /// <summary>For each coefficient the one whose posterior mean it inherits as its prior mean, or -1.</summary>
    public IReadOnlyList<int> Predecessors { get; }

    /// <summary>The prior mean of a coefficient of this kind.</summary>
    public static double MeanOf(FeatureBlock block, double rate) => block switch
    {
        FeatureBlock.Intercept => Logit.Of(rate),
        FeatureBlock.Skip => Logit.Of(SkipShare * rate) - Logit.Of(rate),
        _ => 0,
    };
}
