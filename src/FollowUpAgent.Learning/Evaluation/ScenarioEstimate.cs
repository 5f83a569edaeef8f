using System.Numerics.Tensors;
using MathNet.Numerics.Distributions;

namespace FollowUpAgent.Learning.Evaluation;

/// <summary>
/// What a log says of a scenario: its policy gives what was done with some probability, over the logged one that is the row's weight. Where
/// the log has no support, it says so and gives no figure. Intervals are of 90 %, clustered by contact. Pure.
/// </summary>
public static class ScenarioEstimate
{
    /// <summary>The level of every interval.</summary>
    public const double Level = 0.9;

    private static readonly double StandardErrors = Normal.InvCDF(0, 1, (1 + Level) / 2);

    /// <summary>What happens after a decision: self-normalised, by the empirical likelihood.</summary>
    /// <param name="weights">By row.</param>
    /// <param name="earned">By row.</param>
    /// <param name="clusters">By row.</param>
    public static ForecastFigure Expect(ReadOnlySpan<double> weights, ReadOnlySpan<double> earned, ReadOnlySpan<int> clusters)
    {
        var estimate = OffPolicy.Snips(weights, earned, clusters, Level);
        return new ForecastFigure(estimate.Value, estimate.Low, estimate.High);
    }

    /// <summary>A share Σtop / Σbottom of what the policy does; its own probabilities say it, so that no weight is heavy.</summary>
    /// <param name="tops">By row.</param>
    /// <param name="bottoms">By row; empty for a mean.</param>
    /// <param name="clusters">By row.</param>
    public static ForecastFigure Share(ReadOnlySpan<double> tops, ReadOnlySpan<double> bottoms, ReadOnlySpan<int> clusters)
    {
        if (tops.IsEmpty || (!bottoms.IsEmpty && TensorPrimitives.Sum(bottoms) <= 0))
        {
            return new ForecastFigure(0, 0, 0);
        }

        var ratio = RatioOfSums.Of(tops, bottoms, clusters);
        return Around(ratio.Value, ratio.StandardError);
    }

    /// <summary>By how much one scenario earns more than another on the same rows; paired.</summary>
    /// <param name="weights">By row, of the one.</param>
    /// <param name="earned">By row, what it would earn if it gave what was done.</param>
    /// <param name="otherWeights">By row, of the other.</param>
    /// <param name="otherEarned">By row, what that one would earn.</param>
    /// <param name="clusters">By row.</param>
    public static ForecastFigure Lead(
        ReadOnlySpan<double> weights, ReadOnlySpan<double> earned, ReadOnlySpan<double> otherWeights, ReadOnlySpan<double> otherEarned, ReadOnlySpan<int> clusters)
    {
        var rows = new double[weights.Length];
        AddInfluence(weights, earned, 1, rows);
        AddInfluence(otherWeights, otherEarned, -1, rows);
        var ratio = RatioOfSums.Of(rows, [], clusters);
        return Around(ratio.Value, ratio.StandardError);
    }

    // What each row adds to the self-normalised estimate, to first order; the mean of the rows is the estimate.
    private static void AddInfluence(ReadOnlySpan<double> weights, ReadOnlySpan<double> earned, double sign, double[] rows)
    {
        var sum = TensorPrimitives.Sum(weights);
        var (value, mean) = (TensorPrimitives.Dot(weights, earned) / sum, sum / weights.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] += sign * (value + (weights[i] / mean * (earned[i] - value)));
        }
    }

    /// <summary>How far an interval reaches to either side of what has this standard error.</summary>
    internal static double HalfWidth(double standardError) => StandardErrors * standardError;

    private static ForecastFigure Around(double value, double error) => new(value, value - HalfWidth(error), value + HalfWidth(error));
}
