namespace FollowUpAgent.Learning.Evaluation;

/// <summary>
/// What an old decision still says. Its weight halves with each half-life, so that the precision of a posterior falls back to its prior's
/// and never below: H(t) = P0 + Σ weight × information. An alarm halves once more what a variant did before it, which widens its posterior.
/// </summary>
/// <param name="HalfLife">After which an observation counts half.</param>
public sealed record Forgetting(TimeSpan HalfLife)
{
    private const double AfterAlarm = 0.5;

    /// <summary>Ninety days.</summary>
    public static Forgetting Default { get; } = new(TimeSpan.FromDays(90));

    /// <summary>The weight of an observation.</summary>
    /// <param name="age">How old it is.</param>
    /// <param name="alarmsSince">How often its variant alarmed after it.</param>
    public double WeightAt(TimeSpan age, int alarmsSince = 0) =>
        Math.Pow(2, -Math.Max(0, age / HalfLife)) * Math.Pow(AfterAlarm, alarmsSince);
}
