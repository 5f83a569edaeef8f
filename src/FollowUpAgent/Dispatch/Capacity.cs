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

    /// <summary>Takes enrollments of the sender whose slot has begun, no more than its day has room for.</summary>
    public static async Task<List<Enrollment>> ClaimAsync(Session session, Sender sender, DateTimeOffset now, int batch, TimeSpan lease)
    {
        var day = Caps.DayOf(sender, now);
        var used = await session.FindUsedAsync(Caps.Mailbox, sender.Key, Caps.Text(day));
        var pace = await session.FindPaceAsync(sender.Key);
        var room = pace.CapAt(sender.CapOn(day)) - used - await session.CountPendingAsync(sender.Key);
        if (room <= 0)
        {
            // A stopped mailbox may be let go at any time.
            var freeAt = pace is SenderPace.Stopped ? now + SenderGuard.Rest : Caps.NextDayOf(sender, now);
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
