using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Training;

/// <summary>
/// Says what was seen of one outcome after a decision: that it happened, that it did not (as far as its age lets one say so), or that
/// nobody could have seen it. What could not be seen is missing, never 0.
/// </summary>
/// <param name="outcome">The outcome.</param>
/// <param name="curve">How long it takes.</param>
/// <param name="seesUntracked">Whether clicks are seen although links do not lead by way of us, because the relay follows them itself.</param>
/// <param name="now">Business time.</param>
internal sealed class Watch(Outcome outcome, DelayCurve curve, bool seesUntracked, DateTimeOffset now)
{
    // Cohorts this old, besides the window: delays change with readers' habits.
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(90);

    /// <summary>The outcome.</summary>
    public Outcome Outcome => outcome;

    /// <summary>How long it takes.</summary>
    public DelayCurve Curve => curve;

    /// <summary>Asks the database what the watch must know.</summary>
    public static async Task<Watch> OpenAsync(Session session, Outcome outcome, DateTimeOffset now)
    {
        var until = now - outcome.Window;
        var delays = await session.ReadDelaysAsync(outcome.Key, until - Remembered, until);
        return new Watch(
            outcome,
            DelayCurve.Of([.. delays.Select(d => d / outcome.Window)]),
            outcome.Key == OutcomeCatalog.Click && await session.IsEarnedWithoutTrackingAsync(outcome.Key),
            now);
    }

    /// <summary>What was seen.</summary>
    public Observation See(CarriedOut decision, bool happened)
    {
        if (!CanSee(decision))
        {
            return Observation.Missing;
        }

        var age = (now - decision.ClosedAt) / outcome.Window;
        return new Observation(happened ? 1 : curve.WeightAt(age), happened, age >= 1);
    }

    private bool CanSee(CarriedOut decision) => outcome.Key switch
    {
        OutcomeCatalog.Click => decision.SeesClicks || seesUntracked,
        OutcomeCatalog.PositiveReply => decision.SeesReplies,
        _ => true,
    };
}
