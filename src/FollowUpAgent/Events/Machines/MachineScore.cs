using FollowUpAgent.Messages;

namespace FollowUpAgent.Events.Machines;

/// <summary>
/// Adds up what speaks for and against a machine behind one request. Pure, and a function of the evidence alone: whatever order it came in,
/// the same evidence gives the same label.
/// </summary>
internal static class MachineScore
{
    /// <summary>From this score on it is a machine's.</summary>
    public const int MachineFrom = 4;

    /// <summary>How long after a click others still belong to it; attribution waits longer than that.</summary>
    public static readonly TimeSpan Burst = TimeSpan.FromSeconds(10);

    private const int LinksOfBurst = 3;
    private const int UnsubscribeLink = -1;
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(10);

    // Some scanners come back after half an hour; a colleague behind the same gateway clicks tomorrow.
    private static readonly TimeSpan OneVisitor = TimeSpan.FromHours(1);

    /// <summary>The label of one request.</summary>
    public static MachineLabel Of(Fetch one, Evidence all)
    {
        var reasons = ReasonsOf(one, all).ToList();
        return new MachineLabel(
            reasons.Sum(r => r.Points), string.Join(' ', reasons.Select(r => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{r.Word}{r.Points:+0;-0}"))));
    }

    private static IEnumerable<(string Word, int Points)> ReasonsOf(Fetch one, Evidence all)
    {
        if (one.IsCertain)
        {
            // No person's program makes such a request for a person, and nothing that comes later changes that.
            yield return (one.Link == TrackedLink.Honeypot ? "honeypot" : one.Marks!.Split(' ').First(MachineMarks.IsCertain), 10);
        }

        if (all.Fetches.Any(f => f.Id != one.Id && f.Link == TrackedLink.Honeypot && IsSameVisitor(one, f)))
        {
            yield return ("honeypot-nearby", 5);
        }

        if (IsInBurst(one, all.Fetches))
        {
            yield return ("burst", 4);
        }

        if (all.DeliveredAt is { } delivered && one.OccurredAt < delivered + Early)
        {
            yield return ("early", 3);
        }

        if (all.Fetches.Any(f => f.Id != one.Id && f.Has(MachineMarks.Head) && f.Network == one.Network && Apart(one, f) <= Burst))
        {
            yield return ("head-nearby", 3);
        }

        if (one.Has(MachineMarks.Agent) || one.Has(MachineMarks.Network))
        {
            yield return ("listed", 3);
        }

        if (all.Fetches.Any(f => f.Kind == EventKind.UnsubscribeViewed && Apart(one, f) <= Burst))
        {
            yield return ("unsubscribe-nearby", 2);
        }

        if (all.Presences.Any(p => ConfirmedBy(p, all.Fetches) == one.Id))
        {
            yield return ("confirmed", -5);
        }
    }

    private static bool IsSameVisitor(Fetch one, Fetch other) =>
        Apart(one, other) <= Burst || (one.Network is not null && one.Network == other.Network && Apart(one, other) <= OneVisitor);

    private static bool IsInBurst(Fetch one, IReadOnlyList<Fetch> all) => all
        .Where(start => start.OccurredAt <= one.OccurredAt && one.OccurredAt - start.OccurredAt <= Burst)
        .Any(start => all
            .Where(f => f.OccurredAt >= start.OccurredAt && f.OccurredAt - start.OccurredAt <= Burst)
            .Select(f => f.Kind == EventKind.UnsubscribeViewed ? UnsubscribeLink : f.Kind == EventKind.Clicked ? f.Link : null)
            .OfType<int>()
            .Distinct()
            .Count() >= LinksOfBurst);

    // A visit goes with one click, the last before it: it says nothing of the scanner that followed all links a minute earlier.
    private static Guid? ConfirmedBy(Presence presence, IReadOnlyList<Fetch> all) => all
        .LastOrDefault(f => f.Kind == EventKind.Clicked && !f.IsCertain && f.OccurredAt <= presence.At && presence.At - f.OccurredAt <= presence.Within)?.Id;

    private static TimeSpan Apart(Fetch one, Fetch other) => (one.OccurredAt - other.OccurredAt).Duration();
}
