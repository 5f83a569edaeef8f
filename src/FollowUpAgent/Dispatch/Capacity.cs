using FollowUpAgent.Contacts;
using FollowUpAgent.Dispatch.Guards;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>
/// Shares out what a sender may still send today. Where it is not enough, the groups get it in proportion to what is due, so that a
/// cap does not bend the comparison between them.
/// </summary>
internal static class Capacity
{
    // Enough to see the proportions within three per cent. Counting a backlog of a million for every batch would be work for nothing.
    private const int MostCounted = 1_000;
    private const int MostPutOff = 5_000;
    private const int LongestWait = 366;

    /// <summary>Takes enrollments of the sender whose slot has begun, no more than its day has room for.</summary>
    public static async Task<List<Enrollment>> ClaimAsync(Session session, Sender sender, DateTimeOffset now, int batch, TimeSpan lease)
    {
        var today = await FindRoomAsync(session, sender, now);
        var room = today.Left;
        if (room <= 0)
        {
            // A stopped mailbox may be let go at any time.
            var freeAt = today.Pace is SenderPace.Stopped ? now + SenderGuard.Rest : Caps.NextDayOf(sender, now);
            await session.PutOffDecidedAsync(sender.Key, now, freeAt, MostPutOff);
            return await session.ClaimOverdueAsync(sender.Key, now, batch, lease);
        }

        if (room >= batch)
        {
            var few = await session.CountDecidedAsync(sender.Key, now, room + 1);
            if (few.Values.Sum() <= room)
            {
                return await session.ClaimDecidedAsync(sender.Key, now, batch, lease);
            }
        }

        return await ClaimInProportionAsync(session, sender, now, Math.Min(room, batch), lease);
    }

    /// <summary>What a sender may still send today.</summary>
    public static async Task<SenderRoom> FindRoomAsync(Session session, Sender sender, DateTimeOffset now)
    {
        var day = Caps.DayOf(sender, now);
        var used = await session.FindUsedAsync(Caps.Mailbox, sender.Key, Caps.Text(day));
        var pace = await session.FindPaceAsync(sender.Key);
        return new SenderRoom(pace, pace.CapAt(sender.CapOn(day)), used, await session.CountPendingAsync(sender.Key));
    }

    /// <summary>Where an enrollment with a slot stands among what is due of its sender by then, and when its turn comes if nothing else is added.</summary>
    public static async Task<QueuePlace> FindPlaceAsync(Session session, Sender sender, Enrollment enrollment, SenderRoom room, DateTimeOffset now)
    {
        var (group, by) = (GroupText.Parse(enrollment.GroupName), enrollment.DueAt > now ? enrollment.DueAt.Value : now);
        var due = await session.CountDecidedAsync(sender.Key, by, MostCounted);
        var isScarce = due.Values.Sum() > room.Left;
        var found = (await session.FindFirstDecidedAsync(sender.Key, isScarce ? group : null, by, MostCounted)).IndexOf(enrollment.Id);
        var before = found < 0 ? MostCounted : found;
        return new QueuePlace(before, found < 0, isScarce ? TurnOf(sender, group, before, due, room, now) : by);
    }

    /// <summary>Splits places between groups in proportion to what is due, by largest remainder. Pure.</summary>
    /// <param name="places">How many there are.</param>
    /// <param name="due">How many each group has due.</param>
    public static Dictionary<Group, int> Split(int places, IReadOnlyDictionary<Group, int> due)
    {
        var total = due.Values.Sum();
        if (total <= places)
        {
            return due.ToDictionary(d => d.Key, d => d.Value);
        }

        var exact = due.ToDictionary(d => d.Key, d => (double)places * d.Value / total);
        var split = exact.ToDictionary(e => e.Key, e => (int)e.Value);
        var left = places - split.Values.Sum();
        foreach (var group in exact.OrderByDescending(e => e.Value - Math.Floor(e.Value)).ThenBy(e => e.Key).Take(left).Select(e => e.Key))
        {
            split[group]++;
        }

        return split;
    }

    // Day by day, each as the caps of that day and the shares of the groups let it.
    private static DateTimeOffset? TurnOf(
        Sender sender, Group group, int before, Dictionary<Group, int> due, SenderRoom room, DateTimeOffset now)
    {
        var (at, left) = (now, Math.Max(0, room.Left));
        for (var day = 0; day < LongestWait && room.Pace is not SenderPace.Stopped; day++)
        {
            var share = Split(left, due).GetValueOrDefault(group);
            if (before < share)
            {
                return at;
            }

            before -= share;
            at = Caps.NextDayOf(sender, at);
            left = room.Pace.CapAt(sender.CapOn(Caps.DayOf(sender, at)));
        }

        return null;
    }

    private static async Task<List<Enrollment>> ClaimInProportionAsync(
        Session session, Sender sender, DateTimeOffset now, int places, TimeSpan lease)
    {
        var claimed = new List<Enrollment>();
        var due = await session.CountDecidedAsync(sender.Key, now, MostCounted);
        foreach (var (group, share) in Split(places, due).Where(s => s.Value > 0))
        {
            claimed.AddRange(await session.ClaimDecidedAsync(sender.Key, group, now, share, lease));
        }

        return claimed;
    }
}

/// <summary>A sender's day.</summary>
/// <param name="Pace">How fast it may send.</param>
/// <param name="Cap">How many mails that makes today.</param>
/// <param name="Used">How many of them have begun.</param>
/// <param name="Pending">How many more are planned.</param>
internal sealed record SenderRoom(SenderPace Pace, int Cap, int Used, int Pending)
{
    /// <summary>How many more may be planned; none or less where it is full.</summary>
    public int Left => Cap - Used - Pending;
}

/// <summary>A place among what is due of a sender.</summary>
/// <param name="Before">How many are taken first: of the same group where capacity is scarce, else of all.</param>
/// <param name="AreMore">Whether there are more than were counted.</param>
/// <param name="Turn">When its turn comes, not counting what falls due meanwhile; null where not within a year.</param>
internal sealed record QueuePlace(int Before, bool AreMore, DateTimeOffset? Turn);
