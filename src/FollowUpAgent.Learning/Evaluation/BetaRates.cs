using MathNet.Numerics;

namespace FollowUpAgent.Learning.Evaluation;

/// <summary>Rates of which so many successes and failures are known.</summary>
public static class BetaRates
{
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
