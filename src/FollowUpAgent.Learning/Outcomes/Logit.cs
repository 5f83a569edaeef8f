namespace FollowUpAgent.Learning.Outcomes;

/// <summary>The logit scale.</summary>
public static class Logit
{
    /// <summary>The logit of a probability between 0 and 1.</summary>
    public static double Of(double probability) => Math.Log(probability / (1 - probability));

    /// <summary>The probability of a logit.</summary>
    public static double Probability(double logit) => 1 / (1 + Math.Exp(-logit));

    /// <summary>ln(1 + e^x) without overflow.</summary>
    internal static double LogOnePlusExp(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}
