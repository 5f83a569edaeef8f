namespace FollowUpAgent.Learning.Evaluation;

/// <summary>The two-sided interval of 95 % of an estimate that is nearly normal.</summary>
public static class NormalInterval
{
    /// <summary>How many standard errors it reaches to either side.</summary>
    public const double StandardErrors = 1.959963984540054;

    /// <summary>Where it begins and ends.</summary>
    public static (double Low, double High) Around(double value, double standardError) =>
        (value - (StandardErrors * standardError), value + (StandardErrors * standardError));
}
