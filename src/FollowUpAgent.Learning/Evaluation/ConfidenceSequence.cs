namespace FollowUpAgent.Learning.Evaluation;

/// <summary>
/// Intervals that hold at all looks together, however often one looks: the normal mixture of Robbins in its asymptotic form (Waudby-Smith,
/// Arbour, Sinha, Kennedy, Ramdas, "Time-uniform central limit theory and asymptotic confidence sequences", 2021). It needs a first sample
/// in which a sum is nearly normal; who asks must see to it.
/// </summary>
public static class ConfidenceSequence
{
    /// <summary>Half the width of the interval of a mean.</summary>
    /// <param name="standardError">Of the mean.</param>
    /// <param name="evidence">How much was seen, in any unit that grows with 1 / standardError².</param>
    /// <param name="tunedTo">How much will have been seen when the interval is tightest.</param>
    /// <param name="alpha">The chance that the truth is ever outside.</param>
    public static double HalfWidth(double standardError, double evidence, double tunedTo, double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tunedTo);
        if (alpha is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "A chance lies between 0 and 1.");
        }

        if (!(evidence > 0))
        {
            return double.PositiveInfinity;
        }

        var log = -2 * Math.Log(alpha);
        var ratio = evidence / tunedTo * (log + Math.Log(log) + 1);
        return standardError * Math.Sqrt(2 * (ratio + 1) / ratio * Math.Log(Math.Sqrt(ratio + 1) / alpha));
    }
}
