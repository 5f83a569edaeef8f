using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace FollowUpAgent.Learning.Evaluation;

/// <summary>Rates of which so many successes and failures are known.</summary>
public static class BetaRates
{
    /// <summary>The equal-tailed interval of a rate, all rates being equally likely before anything is seen.</summary>
    public static (double Low, double High) Interval(double successes, double failures, double coverage)
    {
        var tail = (1 - coverage) / 2;
        return (Beta.InvCDF(successes + 1, failures + 1, tail), Beta.InvCDF(successes + 1, failures + 1, 1 - tail));
    }

    /// <summary>
    /// The chance that a rate from Beta(<paramref name="otherSuccesses"/>, <paramref name="otherFailures"/>) is above one from
    /// Beta(<paramref name="successes"/>, <paramref name="failures"/>), by the exact sum (Miller, "Formulas for Bayesian A/B testing").
    /// </summary>
    public static double ChanceThatOtherIsHigher(double successes, double failures, int otherSuccesses, double otherFailures)
    {
        var sum = 0.0;
        for (var i = 0; i < otherSuccesses; i++)
        {
            sum += Math.Exp(SpecialFunctions.BetaLn(successes + i, failures + otherFailures)
                - Math.Log(otherFailures + i) - SpecialFunctions.BetaLn(1 + i, otherFailures) - SpecialFunctions.BetaLn(successes, failures));
        }

        return sum;
    }
}
