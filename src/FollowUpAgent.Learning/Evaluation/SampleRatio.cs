using System.Numerics.Tensors;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace FollowUpAgent.Learning.Evaluation;

/// <summary>Whether so many were put where so many should have been. What fails here was not drawn as the log says, and nothing that rests on it counts.</summary>
public static class SampleRatio
{
    /// <summary>Below this a ratio is an alarm.</summary>
    public const double Alarm = 0.001;

    // Tight enough to see one contact in a hundred go astray, wide enough to see a group that is missing.
    private const double Concentration = 1000;

    /// <summary>Pearson's test, for one look: the chance of a distance like this.</summary>
    /// <param name="observed">Counts.</param>
    /// <param name="expected">The sum of the probabilities with which they were drawn.</param>
    public static double ChiSquare(ReadOnlySpan<double> observed, ReadOnlySpan<double> expected)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(expected.Length, observed.Length);
        var (sum, cells) = (0.0, 0);
        for (var i = 0; i < observed.Length; i++)
        {
            if (expected[i] > 0)
            {
                sum += (observed[i] - expected[i]) * (observed[i] - expected[i]) / expected[i];
                cells++;
            }
            else if (observed[i] > 0)
            {
                return 0;
            }
        }

        return cells < 2 ? 1 : 1 - ChiSquared.CDF(cells - 1, sum);
    }

    /// <summary>
    /// The same for any number of looks: the chance that the distance is ever as improbable as this one (Lindon, Malek, "Anytime-valid
    /// inference for multinomial count data", 2022). Exact where each is drawn for itself.
    /// </summary>
    /// <param name="observed">Counts.</param>
    /// <param name="shares">The probabilities; sum to 1.</param>
    public static double AlwaysValid(ReadOnlySpan<double> observed, ReadOnlySpan<double> shares)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(shares.Length, observed.Length);
        var logBet = SpecialFunctions.GammaLn(Concentration) - SpecialFunctions.GammaLn(Concentration + TensorPrimitives.Sum(observed));
        for (var i = 0; i < observed.Length; i++)
        {
            if (shares[i] > 0)
            {
                var prior = Concentration * shares[i];
                logBet += SpecialFunctions.GammaLn(prior + observed[i]) - SpecialFunctions.GammaLn(prior) - (observed[i] * Math.Log(shares[i]));
            }
            else if (observed[i] > 0)
            {
                return 0;
            }
        }

        return Math.Min(1, Math.Exp(-logBet));
    }
}
