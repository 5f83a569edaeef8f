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
/// <param name="since">From when on it can be seen at all; null where it never was.</param>
/// <param name="now">Business time.</param>
internal sealed class Watch(Outcome outcome, DelayCurve curve, bool seesUntracked, DateTimeOffset? since, DateTimeOffset now)
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
            await SinceAsync(session, outcome),
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

    // A skip is not clicked: that needs no tracking to be known.
    private bool CanSee(CarriedOut decision) =>
        (outcome.Key != OutcomeCatalog.Click || decision.Version is null || decision.TracksClicks || seesUntracked)
        && decision.ClosedAt >= since;

    // Until the first reply comes in, nobody knows whether replies reach us; from one window before it on they surely did.
    private static async Task<DateTimeOffset?> SinceAsync(Session session, Outcome outcome) => outcome.Key == OutcomeCatalog.PositiveReply
        ? await session.FindFirstEarnedAsync(outcome.Key) - outcome.Window
        : DateTimeOffset.MinValue;
}
