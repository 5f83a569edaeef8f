namespace FollowUpAgent.Learning.Policies;

/// <summary>
/// How tired a contact is of a text that it had before: what is taken off the log-odds of good outcomes. It halves with time, as in
/// Yancey and Settles, "A Sleeping, Recovering Bandit Algorithm for Optimizing Recurring Notifications", KDD 2020. Pure.
/// </summary>
/// <param name="Strength">Of a text sent this moment, in log-odds; 0 for none.</param>
/// <param name="HalfLife">After how long half of it is left.</param>
public sealed record Fatigue(double Strength, TimeSpan HalfLife)
{
    private const double Grain = 100;
    private const int HalvesToForget = 6;

    /// <summary>A fifth of a logit at once, and the half-life of the paper.</summary>
    public static Fatigue Default { get; } = new(0.2, TimeSpan.FromDays(15));

    /// <summary>How far back a sending still counts.</summary>
    public TimeSpan LookBack => HalfLife * HalvesToForget;

    /// <summary>What is left of the sendings of one text, in hundredths, so that contacts alike share a forecast.</summary>
    /// <param name="ages">How long ago each was; younger than nothing counts as nothing.</param>
    public double Of(IEnumerable<TimeSpan> ages)
    {
        ArgumentNullException.ThrowIfNull(ages);
        var sum = ages.Where(age => age < LookBack).Sum(age => Strength * Math.Pow(2, -(age < TimeSpan.Zero ? TimeSpan.Zero : age) / HalfLife));
        return Math.Round(sum * Grain) / Grain;
    }
}
