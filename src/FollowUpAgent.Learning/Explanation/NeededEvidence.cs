namespace FollowUpAgent.Learning.Explanation;

/// <summary>How much evidence tells an effect in four of five cases, by the width of the normal mixture's interval. Pure.</summary>
/// <param name="PriorDeviation">Of the mixture.</param>
/// <param name="Alpha">The chance that the interval ever misses the truth.</param>
/// <param name="LogRatio">The effect's size.</param>
internal readonly record struct NeededEvidence(double PriorDeviation, double Alpha, double LogRatio)
{
    // The 80 % quantile of a normal number.
    private const double FourInFive = 0.8416;
    private const double MostTimes = 10_000;
    private const int Halvings = 60;

    /// <summary>About how many more decisions it takes; null where those there are should have told it, or nobody will ever have so many.</summary>
    /// <param name="information">What the decisions said: the inverse of a variance.</param>
    /// <param name="decisions">How many they are.</param>
    public long? More(double information, long decisions)
    {
        if (information <= 0 || IsEnough(information) || !IsEnough(information * MostTimes))
        {
            return null;
        }

        var (low, high) = (information, information * MostTimes);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = Math.Sqrt(low * high);
            (low, high) = IsEnough(middle) ? (low, middle) : (middle, high);
        }

        return (long)Math.Ceiling(((high / information) - 1) * decisions);
    }

    private bool IsEnough(double information)
    {
        var prior = information * PriorDeviation * PriorDeviation;
        var half = Math.Sqrt(2 / information * (1 + (1 / prior)) * Math.Log(Math.Sqrt(1 + prior) / Alpha));
        return half + (FourInFive / Math.Sqrt(information)) <= LogRatio;
    }
}
