using System.Globalization;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch.Guards;

/// <summary>
/// Slows down or stops a mailbox by itself, by the rates of <see cref="SenderRates"/>. What it stopped, a person lets go on; what was before that
/// counts no more. Harmless when repeated.
/// </summary>
internal sealed class SenderGuard(SequenceCatalog catalog)
{
    /// <summary>The name under which a stopped mailbox holds a message.</summary>
    public const string Reason = "sender-stopped";

    /// <summary>How long what waits for a stopped mailbox rests before it asks again.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromHours(1);

    /// <summary>The sending domain of a mailbox.</summary>
    public static string DomainOf(Sender sender) => sender.Address[(sender.Address.LastIndexOf('@') + 1)..].ToLowerInvariant();

    /// <summary>Counts a complaint about a mail of this sender, once an event, and judges.</summary>
    public async Task NoteComplaintAsync(Session session, string sender, Guid happened, DateTimeOffset at, DateTimeOffset now)
    {
        if (catalog.FindSender(sender) is not { } known)
        {
            return;
        }

        await session.AddComplaintAsync(happened, DomainOf(known), at);
        await JudgeAsync(session, DomainOf(known), now);
    }

    /// <summary>Counts a mail whose mailbox is not there, and judges.</summary>
    public async Task NoteHardBounceAsync(Session session, OutboxMessage message, DateTimeOffset now)
    {
        await session.NoteHardBounceAsync(message.Id);
        if (catalog.FindSender(message.Sender) is { } known)
        {
            await JudgeAsync(session, known, await ReadFiguresAsync(session, DomainOf(known), now), now);
        }
    }

    /// <summary>Judges all mailboxes: a rate falls too, as time goes by and mails go out.</summary>
    /// <returns>How many changed.</returns>
    public async Task<int> JudgeAllAsync(Session session, DateTimeOffset now)
    {
        var changed = 0;
        foreach (var domain in catalog.Senders.Select(DomainOf).Distinct().Order(StringComparer.Ordinal))
        {
            changed += await JudgeAsync(session, domain, now);
        }

        return changed;
    }

    /// <summary>Lets the mailboxes with this address or key go on, and those that were stopped with them for the same domain's complaints.</summary>
    /// <returns>The keys of the mailboxes that go on; none where none was held.</returns>
    public async Task<IReadOnlyList<string>> ResumeAsync(Session session, string sender, string by, DateTimeOffset now)
    {
        var named = Named(sender);
        var domains = named.Select(DomainOf).ToHashSet(StringComparer.Ordinal);
        var resumed = new List<string>();
        foreach (var one in catalog.Senders.Where(s => domains.Contains(DomainOf(s))).OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            if (await session.ResumeSenderAsync(one.Key, by, now) > 0)
            {
                resumed.Add(one.Key);
            }
        }

        return resumed;
    }

    /// <summary>The mailboxes with this address or key.</summary>
    public IReadOnlyList<Sender> Named(string sender) =>
        [.. catalog.Senders.Where(s => s.Key == sender || string.Equals(s.Address, sender, StringComparison.OrdinalIgnoreCase))];

    /// <summary>What counts for a sending domain now.</summary>
    public async Task<ComplaintFigures> ReadFiguresAsync(Session session, string domain, DateTimeOffset now)
    {
        var senders = catalog.Senders.Where(s => DomainOf(s) == domain).Select(s => s.Key).ToArray();
        var from = await session.FindCountedFromAsync(senders);
        var since = from > now - SenderRates.Window ? from : now - SenderRates.Window;
        return new ComplaintFigures(domain, await session.CountComplaintsAsync(domain, since), await session.CountDeliveredAsync(senders, DayOf(since)));
    }

    private async Task<int> JudgeAsync(Session session, string domain, DateTimeOffset now)
    {
        var (changed, figures) = (0, await ReadFiguresAsync(session, domain, now));
        foreach (var sender in catalog.Senders.Where(s => DomainOf(s) == domain).OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            changed += await JudgeAsync(session, sender, figures, now);
        }

        return changed;
    }

    private static async Task<int> JudgeAsync(Session session, Sender sender, ComplaintFigures figures, DateTimeOffset now)
    {
        var bounced = await session.CountHardBouncesAsync(sender.Key);
        var byBounces = SenderRates.OfHardBounces(bounced);
        var pace = byBounces > figures.Pace ? byBounces : figures.Pace;
        var reason = byBounces is SenderPace.Stopped
            ? string.Create(CultureInfo.InvariantCulture, $"{bounced} of its last {SenderRates.LastMails} mails went to mailboxes that are not there")
            : figures.InWords;
        return await session.SetPaceAsync(sender.Key, pace, reason, now);
    }

    // Counters are kept by the sender's own days; a day more or less of seven changes little.
    private static string DayOf(DateTimeOffset moment) => Caps.Text(DateOnly.FromDateTime(moment.UtcDateTime));
}

/// <summary>The complaints about a sending domain, beside what it sent.</summary>
internal sealed record ComplaintFigures(string Domain, int Complaints, int Delivered)
{
    /// <summary>What they allow.</summary>
    public SenderPace Pace => SenderRates.OfComplaints(Complaints, Delivered);

    /// <summary>The same in words.</summary>
    public string InWords => string.Create(
        CultureInfo.InvariantCulture, $"{Complaints} complaints about {Delivered} mails of {Domain} in {SenderRates.Window.TotalDays:0} days");
}
