using System.Numerics.Tensors;

namespace FollowUpAgent.Learning.Evaluation;

/// <summary>
/// Whether a log can say anything of a policy, by the design of the log alone: what the policy would have earned has no voice in it, else
/// the lucky would be heard first.
/// </summary>
/// <param name="Evidence">Effective sample × overall rate of the log: as many rewards the estimate rests on.</param>
/// <param name="MeanWeightDistance">How far the mean weight is from 1, in standard errors.</param>
/// <param name="SampleRatioP">The chance of counts like the log's, were its actions drawn as it says.</param>
public sealed record Preconditions(double Evidence, double MeanWeightDistance, double SampleRatioP)
{
    /// <summary>The least evidence. Below it an interval of 95 % covers less than it says.</summary>
    public const double LeastEvidence = 45;

    private const double FarthestMeanWeight = 3;

    /// <summary>Whether the evidence suffices.</summary>
    public bool IsEnough => Evidence >= LeastEvidence;

    /// <summary>Whether the log's propensities are those its actions were drawn with.</summary>
    public bool IsSound => Math.Abs(MeanWeightDistance) <= FarthestMeanWeight && SampleRatioP > SampleRatio.Alarm;

    /// <summary>Whether an interval may be trusted.</summary>
    public bool Hold => IsEnough && IsSound;

    /// <summary>Checks a policy's weights.</summary>
    /// <param name="weights">By row.</param>
    /// <param name="rewards">By row, 0 or more; where sizes differ, an effective rate is made of them.</param>
    /// <param name="sampleRatioP">As <see cref="SampleRatio.ChiSquare"/> says it of the log.</param>
    public static Preconditions Of(ReadOnlySpan<double> weights, ReadOnlySpan<double> rewards, double sampleRatioP)
    {
        var (sum, squares) = (TensorPrimitives.Sum(weights), TensorPrimitives.SumOfSquares(weights));
        if (!(squares > 0))
        {
            return new Preconditions(0, 0, sampleRatioP);
        }

        var (mean, rate) = (sum / weights.Length, EffectiveRate(rewards));
        var error = Math.Sqrt(Math.Max(0, (squares / weights.Length) - (mean * mean)) / weights.Length);
        var distance = error > 0 ? (mean - 1) / error : Math.Abs(mean - 1) < 1e-9 ? 0 : double.PositiveInfinity;
        return new Preconditions(sum * sum / squares * rate, distance, sampleRatioP);
    }

    /// <summary>
    /// Checks a policy that was learned and judged anew in each split of one log. The interval of every split goes into the mean over them,
    /// so the least evidence counts. Whether the log's propensities are true is asked once, of the mean weights: asked in every split, it
    /// would be denied by chance, the sooner the more splits there are.
    /// </summary>
    /// <param name="splits">By split its weights, in the same order of rows.</param>
    /// <param name="rewards">By row.</param>
    /// <param name="sampleRatioP">As <see cref="SampleRatio.ChiSquare"/> says it of the log.</param>
    public static Preconditions OfSplits(IReadOnlyList<double[]> splits, ReadOnlySpan<double> rewards, double sampleRatioP)
    {
        ArgumentNullException.ThrowIfNull(splits);
        var (mean, least) = (new double[rewards.Length], double.PositiveInfinity);
        foreach (var weights in splits)
        {
            TensorPrimitives.MultiplyAdd(weights, 1.0 / splits.Count, mean, mean);
            least = Math.Min(least, Of(weights, rewards, sampleRatioP).Evidence);
        }

        return Of(mean, rewards, sampleRatioP) with { Evidence = least };
    }

    // (Σr)² / (n Σr²): the rate itself where rewards are 0 or 1.
    private static double EffectiveRate(ReadOnlySpan<double> rewards)
    {
        var (sum, squares) = (TensorPrimitives.Sum(rewards), TensorPrimitives.SumOfSquares(rewards));
        return squares > 0 ? sum * sum / squares / rewards.Length : 0;
    }
}
