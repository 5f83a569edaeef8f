using FollowUpAgent.LostLeads;
using FollowUpAgent.Reports.Evidence;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Reports;

/// <summary>What was tried to win lost leads back, and what that gained over leaving some of them alone by chance.</summary>
/// <param name="Written">Written to this week.</param>
/// <param name="Phoned">Handed to people to phone this week.</param>
/// <param name="Held">Left alone by chance this week.</param>
/// <param name="WrittenOver">Of those written to within a year, how many whose time is over.</param>
/// <param name="HeldOver">The same of those left alone.</param>
/// <param name="ValueWritten">What the former brought each, in the goal's unit.</param>
/// <param name="ValueHeld">What the latter brought each.</param>
/// <param name="Gain">The difference; null while it is not yet knowable.</param>
/// <param name="Interval">95 % of it.</param>
internal sealed record LostLeadsWeek(
    long Written, long Phoned, long Held, long WrittenOver, long HeldOver, double ValueWritten, double ValueHeld, double? Gain, Interval? Interval)
{
    private static readonly TimeSpan Memory = TimeSpan.FromDays(365);

    // The rule of all comparisons here: fewer tell nothing.
    private const int LeastOfEach = 30;
    private const int LeastRewarded = 10;

    /// <summary>Reads it; null where nothing was tried in a year.</summary>
    public static async Task<LostLeadsWeek?> ReadAsync(Session session, Span span)
    {
        var rows = await session.SumRevivalsAsync(span.From, span.Until, span.Until - Memory);
        if (rows.Count == 0)
        {
            return null;
        }

        var (written, held) = (MomentsOf(RevivalKind.Written), MomentsOf(RevivalKind.Held));
        var isKnowable = Math.Min(written.Contacts, held.Contacts) >= LeastOfEach && written.Rewarded + held.Rewarded >= LeastRewarded;
        var uplift = isKnowable ? Uplift.Of(RevivalKind.Held, written, held) : null;
        return new LostLeadsWeek(
            Begun(RevivalKind.Written), Begun(RevivalKind.Phoned), Begun(RevivalKind.Held), written.Contacts, held.Contacts, written.Mean, held.Mean,
            uplift?.Interval is null ? null : uplift.Difference, uplift?.Interval);

        long Begun(string kind) => rows.Where(r => r.Kind == kind).Sum(r => r.Begun);
        Moments MomentsOf(string kind) => rows.FirstOrDefault(r => r.Kind == kind) is { } r
            ? new Moments(r.Closed, r.Closed, r.Value, r.Squares, r.Value, r.Closed, r.Rewarded)
            : new Moments(0, 0, 0, 0, 0, 0, 0);
    }
}
