using System.Numerics.Tensors;

namespace FollowUpAgent.Learning.Evaluation;

/// <summary>
/// Values of policies that did not write the log. A row's weight is the probability of its action under the policy in question over the
/// logged one. Nothing is clipped or shrunk: such estimates have a smaller error and intervals that do not cover. The intervals come from
/// the empirical likelihood, which follows the skew of rare rewards and of unequal weights. A rare reward with a heavy weight may be yet to
/// come, and then neither likelihood nor error know of it: both are held to what the weights by themselves make of the rewards' spread. Pure.
/// </summary>
public static class OffPolicy
{
    /// <summary>The level of an interval where none is asked for.</summary>
    public const double Level = 0.95;

    /// <summary>The self-normalised estimate Σwr / Σw, each row for itself.</summary>
    public static OffPolicyEstimate Snips(ReadOnlySpan<double> weights, ReadOnlySpan<double> rewards) => Snips(weights, rewards, []);

    /// <summary>The self-normalised estimate Σwr / Σw.</summary>
    /// <param name="weights">By row.</param>
    /// <param name="rewards">By row.</param>
    /// <param name="clusters">By row the number of who it is about; rows of one are no independent evidence. Empty: each row for itself.</param>
    /// <param name="level">The interval's.</param>
    public static OffPolicyEstimate Snips(
        ReadOnlySpan<double> weights, ReadOnlySpan<double> rewards, ReadOnlySpan<int> clusters, double level = Level)
    {
        Guard(weights, rewards);
        var earned = new double[weights.Length];
        TensorPrimitives.Multiply(weights, rewards, earned);
        var ratio = RatioOfSums.Of(earned, weights, clusters);
        var leastError = Math.Sqrt(SpreadOf(weights, rewards) * TensorPrimitives.SumOfSquares(weights)) / TensorPrimitives.Sum(weights);
        var estimate = Estimate(ratio, level, weights, leastError);
        return estimate with { Low = Math.Max(estimate.Low, TensorPrimitives.Min(rewards)), High = Math.Min(estimate.High, TensorPrimitives.Max(rewards)) };
    }

    /// <summary>The doubly robust estimate: mean of Σ_a π(a|x) q(x, a) + w (r − q(x, taken)).</summary>
    /// <param name="weights">By row.</param>
    /// <param name="rewards">By row.</param>
    /// <param name="predictedTaken">By row q of the action that was taken, from a model that did not see the row.</param>
    /// <param name="predictedPolicy">By row the sum of q over the actions, weighted by the policy.</param>
    public static OffPolicyEstimate DoublyRobust(
        ReadOnlySpan<double> weights, ReadOnlySpan<double> rewards, ReadOnlySpan<double> predictedTaken, ReadOnlySpan<double> predictedPolicy) =>
        DoublyRobust(weights, rewards, predictedTaken, predictedPolicy, []);

    /// <summary>The doubly robust estimate with clusters, as in <see cref="Snips(ReadOnlySpan{double}, ReadOnlySpan{double}, ReadOnlySpan{int}, double)"/>.</summary>
    public static OffPolicyEstimate DoublyRobust(
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> rewards,
        ReadOnlySpan<double> predictedTaken,
        ReadOnlySpan<double> predictedPolicy,
        ReadOnlySpan<int> clusters,
        double level = Level)
    {
        var rows = RobustRows(weights, rewards, predictedTaken, predictedPolicy);
        var residuals = new double[rewards.Length];
        TensorPrimitives.Subtract(rewards, predictedTaken, residuals);
        var expected = TensorPrimitives.StdDev(predictedPolicy);
        var variance = (SpreadOf(weights, residuals) * TensorPrimitives.SumOfSquares(weights) / weights.Length) + (expected * expected);
        return Estimate(RatioOfSums.Of(rows, [], clusters), level, weights, Math.Sqrt(variance / weights.Length));
    }

    /// <summary>By how much one policy is better than another on the same rows, self-normalised both; paired, each row for itself.</summary>
    public static OffPolicyEstimate Difference(ReadOnlySpan<double> weights, ReadOnlySpan<double> otherWeights, ReadOnlySpan<double> rewards) =>
        Difference(weights, otherWeights, rewards, []);

    /// <summary>By how much one policy is better than another on the same rows, self-normalised both; paired.</summary>
    public static OffPolicyEstimate Difference(
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> otherWeights,
        ReadOnlySpan<double> rewards,
        ReadOnlySpan<int> clusters,
        double level = Level)
    {
        Guard(weights, rewards);
        Guard(otherWeights, rewards);
        var rows = new double[weights.Length];
        AddInfluence(weights, rewards, 1, rows);
        AddInfluence(otherWeights, rewards, -1, rows);
        return Both(RatioOfSums.Of(rows, [], clusters), level, weights, otherWeights, rewards);
    }

    /// <summary>The same by the differences of the doubly robust rows of both.</summary>
    /// <param name="weights">By row.</param>
    /// <param name="otherWeights">By row, of the other policy.</param>
    /// <param name="rewards">By row.</param>
    /// <param name="predictedTaken">By row q of the action that was taken.</param>
    /// <param name="predictedPolicy">By row what q expects of the policy.</param>
    /// <param name="predictedOther">By row what q expects of the other.</param>
    /// <param name="clusters">As in the self-normalised estimate.</param>
    /// <param name="level">The interval's.</param>
    public static OffPolicyEstimate DoublyRobustDifference(
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> otherWeights,
        ReadOnlySpan<double> rewards,
        ReadOnlySpan<double> predictedTaken,
        ReadOnlySpan<double> predictedPolicy,
        ReadOnlySpan<double> predictedOther,
        ReadOnlySpan<int> clusters,
        double level = Level)
    {
        var (rows, others) = (RobustRows(weights, rewards, predictedTaken, predictedPolicy), RobustRows(otherWeights, rewards, predictedTaken, predictedOther));
        TensorPrimitives.Subtract<double>(rows, others, rows);
        var residuals = new double[rewards.Length];
        TensorPrimitives.Subtract(rewards, predictedTaken, residuals);
        return Both(RatioOfSums.Of(rows, [], clusters), level, weights, otherWeights, residuals);
    }

    // What each row adds to the self-normalised estimate, to first order; the mean of the rows is the estimate.
    private static void AddInfluence(ReadOnlySpan<double> weights, ReadOnlySpan<double> rewards, double sign, double[] rows)
    {
        var sum = TensorPrimitives.Sum(weights);
        var (value, mean) = (TensorPrimitives.Dot(weights, rewards) / sum, sum / weights.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] += sign * (value + (weights[i] / mean * (rewards[i] - value)));
        }
    }

    private static double[] RobustRows(
        ReadOnlySpan<double> weights, ReadOnlySpan<double> rewards, ReadOnlySpan<double> predictedTaken, ReadOnlySpan<double> predictedPolicy)
    {
        Guard(weights, rewards);
        ArgumentOutOfRangeException.ThrowIfNotEqual(predictedTaken.Length, weights.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(predictedPolicy.Length, weights.Length);
        var rows = new double[weights.Length];
        TensorPrimitives.Subtract(rewards, predictedTaken, rows);
        TensorPrimitives.MultiplyAdd(weights, rows, predictedPolicy, rows);
        return rows;
    }

    // The variance of the numbers under the policy. Its error is far smaller than that of Σw²(r − V)², which hangs on the heaviest rows.
    private static double SpreadOf(ReadOnlySpan<double> weights, ReadOnlySpan<double> numbers)
    {
        var (mean, sum) = (TensorPrimitives.Dot(weights, numbers) / TensorPrimitives.Sum(weights), 0.0);
        for (var i = 0; i < weights.Length; i++)
        {
            sum += weights[i] * (numbers[i] - mean) * (numbers[i] - mean);
        }

        return sum / TensorPrimitives.Sum(weights);
    }

    private static OffPolicyEstimate Estimate(RatioOfSums ratio, double level, ReadOnlySpan<double> weights, double leastError)
    {
        var (low, high) = ratio.Interval(level, leastError);
        var sum = TensorPrimitives.Sum(weights);
        return new OffPolicyEstimate(
            ratio.Value,
            Math.Max(ratio.StandardError, leastError),
            low,
            high,
            sum * sum / TensorPrimitives.SumOfSquares(weights),
            sum / weights.Length,
            TensorPrimitives.Max(weights),
            weights.Length);
    }

    private static OffPolicyEstimate Both(
        RatioOfSums ratio, double level, ReadOnlySpan<double> weights, ReadOnlySpan<double> otherWeights, ReadOnlySpan<double> numbers)
    {
        var (mine, sum, apart) = (TensorPrimitives.Sum(weights), TensorPrimitives.Sum(otherWeights), 0.0);
        for (var i = 0; i < weights.Length; i++)
        {
            apart += ((weights[i] / mine) - (otherWeights[i] / sum)) * ((weights[i] / mine) - (otherWeights[i] / sum));
        }

        var spread = (SpreadOf(weights, numbers) + SpreadOf(otherWeights, numbers)) / 2;
        var one = Estimate(ratio, level, weights, Math.Sqrt(spread * apart));
        var (effective, mean) = (sum * sum / TensorPrimitives.SumOfSquares(otherWeights), sum / otherWeights.Length);
        return one with
        {
            EffectiveSample = Math.Min(one.EffectiveSample, effective),
            MaxWeight = Math.Max(one.MaxWeight, TensorPrimitives.Max(otherWeights)),
            MeanWeight = Math.Abs(one.MeanWeight - 1) >= Math.Abs(mean - 1) ? one.MeanWeight : mean,
        };
    }

    private static void Guard(ReadOnlySpan<double> weights, ReadOnlySpan<double> rewards)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rewards.Length, weights.Length);
        if (weights.IsEmpty || !double.IsFinite(TensorPrimitives.Sum(weights)) || !double.IsFinite(TensorPrimitives.Sum(rewards)))
        {
            throw new ArgumentException("Off-policy estimates need rows, and finite weights and rewards in each.", nameof(weights));
        }

        if (TensorPrimitives.Min(weights) < 0 || TensorPrimitives.Max(weights) <= 0)
        {
            throw new ArgumentException("Weights are 0 or more, and one at least is above 0: else the log says nothing of the policy.", nameof(weights));
        }
    }
}
