using FollowUpAgent.Dispatch;
using FollowUpAgent.Dispatch.Guards;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Rendering;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dashboard.Mailboxes;

/// <summary>Reads how mails fare: each mailbox now against its limits, domains that refuse us, and the weeks by the reports that are kept.</summary>
internal sealed class MailboxReader(Database database, SenderGuard guard, SteeringDesk steering, TimeProvider clock)
{
    private const int Weeks = 8;

    /// <summary>Reads it.</summary>
    public Task<MailboxesView> ReadAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var now = clock.GetUtcNow();
            var senders = (await steering.AtAsync(session, now)).Sequences.Senders;
            var held = (await session.ReadHeldSendersAsync()).ToDictionary(h => h.Sender);
            var boxes = new List<MailboxLine>();
            foreach (var sender in senders)
            {
                boxes.Add(new MailboxLine(
                    sender.Key,
                    sender.Address,
                    await Capacity.FindRoomAsync(session, sender, now),
                    await guard.ReadFiguresAsync(session, SenderGuard.DomainOf(sender), now),
                    await session.CountHardBouncesAsync(sender.Key),
                    held.GetValueOrDefault(sender.Key)));
            }

            return new MailboxesView(now, boxes, await session.ReadCircuitsAsync(now), await ReadWeeksAsync(session));
        },
        cancellationToken);

    private static async Task<IReadOnlyList<MailboxWeek>> ReadWeeksAsync(Session session)
    {
        var weeks = new List<MailboxWeek>();
        foreach (var week in await session.FindReportWeeksAsync(Weeks))
        {
            weeks.AddRange(ReportJson.Read((await session.FindReportAsync(week))!).Deliverability.Select(s => new MailboxWeek(week, s)));
        }

        return weeks;
    }
}

/// <summary>What the page of deliverability shows.</summary>
/// <param name="Now">When it was read.</param>
/// <param name="Boxes">Our mailboxes.</param>
/// <param name="Circuits">Recipients' domains that refused us, those with the longest pause first.</param>
/// <param name="Weeks">How mails fared by week and mailbox, newest first.</param>
internal sealed record MailboxesView(DateTimeOffset Now, IReadOnlyList<MailboxLine> Boxes, IReadOnlyList<RecipientCircuit> Circuits, IReadOnlyList<MailboxWeek> Weeks);

/// <summary>One mailbox now.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Address">Its address.</param>
/// <param name="Room">What it may still send today.</param>
/// <param name="Complaints">What was said of its domain's mails.</param>
/// <param name="HardBounces">How many of its last mails went to mailboxes that are not there.</param>
/// <param name="Held">Why it is slowed down or stopped; null where it is not.</param>
internal sealed record MailboxLine(string Key, string Address, SenderRoom Room, ComplaintFigures Complaints, int HardBounces, HeldSender? Held);

/// <summary>One mailbox's week.</summary>
/// <param name="Week">The week.</param>
/// <param name="Sender">How its mails fared.</param>
internal sealed record MailboxWeek(string Week, SenderWeek Sender)
{
    /// <summary>The share of the strictest limit that the week used up: 1 is where a mailbox is stopped.</summary>
    public double LimitShare => Sender.Sent == 0 ? 0 : Math.Max(
        (double)Sender.Bounced / Sender.Sent / ((double)SenderRates.MostHardBounces / SenderRates.LastMails), (double)Sender.Complained / Sender.Sent / SenderRates.StopAt);
}
