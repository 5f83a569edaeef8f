using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Training.Calibrating;

namespace FollowUpAgent.Training;

/// <summary>
/// Lets what was seen long ago say less, toward the prior: half after each half-life, and half once more where its variant has been found
/// to do something else since.
/// </summary>
/// <param name="halfLife">0: nothing is forgotten with time.</param>
/// <param name="alarms">All alarms there ever were.</param>
/// <param name="now">Business time.</param>
internal sealed class Memory(TimeSpan halfLife, IEnumerable<DriftAlarm> alarms, DateTimeOffset now)
{
    private readonly Forgetting forgetting = new(halfLife > TimeSpan.Zero ? halfLife : TimeSpan.MaxValue);
    private readonly ILookup<(string, string, string?, string), DateTimeOffset> changes =
        alarms.ToLookup(a => (a.Sequence, a.Step, (string?)a.Version, a.Outcome), a => a.SinceAt);

    /// <summary>What an observation of an outcome still says.</summary>
    public Observation Fade(Observation seen, CarriedOut decision, string outcome) => seen with { Weight = seen.Weight * WeightAt(decision, outcome) };

    private double WeightAt(CarriedOut decision, string outcome)
    {
        var alarmsSince = changes.Count == 0 ? 0 : changes[(decision.Sequence, decision.Step, decision.Version, outcome)].Count(at => at > decision.ClosedAt);
        return forgetting.WeightAt(halfLife > TimeSpan.Zero ? now - decision.ClosedAt : TimeSpan.Zero, alarmsSince);
    }
}
