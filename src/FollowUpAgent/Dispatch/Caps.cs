using System.Globalization;
using FollowUpAgent.Decisions.Goals;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Dispatch.Guards;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Oversight.Autonomy;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>
/// Caps per contact, mailbox and recipient domain, and what holds a mailbox or a domain back for a while, checked and reserved inside
/// commit A. The agent never sends past them.
/// </summary>
internal static class Caps
{
    /// <summary>The counter of a sender's day.</summary>
    public const string Mailbox = "mailbox";

    /// <summary>The counter of a recipient domain's day.</summary>
    public const string Domain = "domain";

    /// <summary>The name of a sender's cap in the ledger.</summary>
    public const string MailboxReason = "mailbox-cap";

    /// <summary>A sender that is not configured has no cap left.</summary>
    public const string SenderRemoved = "sender-removed";

    /// <summary>The cap on one contact.</summary>
    public const string Contact = "contact-cap";

    /// <summary>The ceiling on mails that no person said yes to: the counter's kind, and its name in the ledger.</summary>
    public const string Automatic = "automatic-ceiling";

    /// <summary>The name of the ceiling's counter: it is one for all.</summary>
    public const string AllAutomatic = "all";

    /// <summary>Counts the message for mailbox, domain, shares of volume and ceiling, unless a cap binds.</summary>
    /// <param name="session">The transaction of commit A.</param>
    /// <param name="steering">What holds now.</param>
    /// <param name="message">The message.</param>
    /// <param name="now">Business time.</param>
    /// <returns>The cap that binds, with nothing counted; or null.</returns>
    public static async Task<BindingCap?> TryReserveAsync(Session session, Steering steering, OutboxMessage message, DateTimeOffset now)
    {
        var catalog = steering.Sequences;
        if (catalog.FindSender(message.Sender) is not { } sender)
        {
            return new BindingCap(SenderRemoved, now + TimeSpan.FromHours(1));
        }

        if (await FindContactCapAsync(session, catalog, message, now) is { } cap)
        {
            return cap;
        }

        var pace = await session.FindPaceAsync(sender.Key);
        if (pace is SenderPace.Stopped)
        {
            return new BindingCap(SenderGuard.Reason, now + SenderGuard.Rest);
        }

        // Locked before the counters, by everybody.
        var circuit = await session.LockCircuitAsync(message);
        if (circuit?.HeldUntil(now) is { } until)
        {
            return new BindingCap(RecipientCircuit.Reason, until);
        }

        // Always in this order: two workers that lock the same counters never wait for each other.
        if (await GoalBudgets.FindUsedUpAsync(session, steering.Get<GoalCatalog>(), now) is { } budget)
        {
            return budget;
        }

        if (await Volume.TryCountAsync(session, steering.Get<Guardrails>(), message, now) is { } share)
        {
            return share;
        }

        if (await TryCountAutomaticAsync(session, steering.Get<AutonomyRules>().MostAutomaticPerDay, message, now) is { } ceiling)
        {
            await Volume.UncountAsync(session, message, now);
            return ceiling;
        }

        if (await TryCountAsync(session, catalog, sender, message, pace, now) is { } full)
        {
            await UncountAutomaticAsync(session, message, now);
            await Volume.UncountAsync(session, message, now);
            return full;
        }

        if (circuit is not null)
        {
            await session.PassCircuitAsync(circuit, now);
        }

        return null;
    }

    private static async Task<BindingCap?> TryCountAutomaticAsync(Session session, int? most, OutboxMessage message, DateTimeOffset now) =>
        most is { } cap && !await session.HasPersonsYesAsync(message.DecisionId) && !await TryCountAsync(session, Automatic, AllAutomatic, DayOf(now), cap)
            ? new BindingCap(Automatic, NextDay(DayOf(now), "Etc/UTC"))
            : null;

    // Where there is no ceiling, there is no counter to be lowered.
    private static async Task UncountAutomaticAsync(Session session, OutboxMessage message, DateTimeOffset at)
    {
        if (!await session.HasPersonsYesAsync(message.DecisionId))
        {
            await UncountAsync(session, Automatic, AllAutomatic, DayOf(at));
        }
    }

    private static async Task<BindingCap?> TryCountAsync(
        Session session, SequenceCatalog catalog, Sender sender, OutboxMessage message, SenderPace pace, DateTimeOffset now)
    {
        // Always domain before mailbox: two workers that lock both never wait for each other.
        var (mailboxDay, domainDay) = DaysOf(sender, now);
        if (!await TryCountAsync(session, Domain, message.Domain, domainDay, catalog.Limits.CapFor(message.Domain)))
        {
            return new BindingCap("domain-cap", NextDay(domainDay, "Etc/UTC"));
        }

        if (!await TryCountAsync(session, Mailbox, sender.Key, mailboxDay, pace.CapAt(sender.CapOn(mailboxDay))))
        {
            await UncountAsync(session, Domain, message.Domain, domainDay);
            return new BindingCap(MailboxReason, NextDay(mailboxDay, sender.TimeZone));
        }

        return null;
    }

    /// <summary>
    /// The statements that count many messages, domains before mailboxes. Each affects one row; or none where its cap has no room for
    /// all of them, and then nothing of it may be committed. All senders must be configured.
    /// </summary>
    public static IEnumerable<Statement> ReservationsOf(SequenceCatalog catalog, IEnumerable<OutboxMessage> messages, DateTimeOffset now) => messages
        .SelectMany(m => CountersOf(catalog, m, now))
        .GroupBy(c => (c.Kind, c.Name))
        .OrderBy(g => g.Key.Kind, StringComparer.Ordinal).ThenBy(g => g.Key.Name, StringComparer.Ordinal)
        .Select(g => CountingOf(g.Key.Kind, g.Key.Name, g.First().Day, g.First().Cap, g.Count()));

    /// <summary>Takes back the reservation of a message that surely did not go out, on the day it was made for.</summary>
    public static async Task ReleaseAsync(Session session, SequenceCatalog catalog, OutboxMessage message)
    {
        var reservedAt = await session.QuerySingleOrDefaultAsync<DateTimeOffset?>("SELECT attempted_at FROM message WHERE id = @Id", message);
        if (reservedAt is not { } at || catalog.FindSender(message.Sender) is not { } sender)
        {
            return;
        }

        var (mailboxDay, domainDay) = DaysOf(sender, at);
        await Volume.UncountAsync(session, message, at);
        await UncountAsync(session, Domain, message.Domain, domainDay);
        await UncountAsync(session, Mailbox, sender.Key, mailboxDay);
        await UncountAutomaticAsync(session, message, at);
    }

    /// <summary>The day of a sender in its own zone.</summary>
    public static DateOnly DayOf(Sender sender, DateTimeOffset now) => LocalSchedule.LocalDateOf(now, sender.TimeZone, "Etc/UTC");

    /// <summary>When the sender's next day begins.</summary>
    public static DateTimeOffset NextDayOf(Sender sender, DateTimeOffset now) => NextDay(DayOf(sender, now), sender.TimeZone);

    /// <summary>The day of recipient domains and of the ceiling, which are counted in UTC.</summary>
    public static DateOnly DayOf(DateTimeOffset now) => LocalSchedule.LocalDateOf(now, "Etc/UTC", "Etc/UTC");

    /// <summary>When that day is over.</summary>
    public static DateTimeOffset NextDayOf(DateTimeOffset now) => NextDay(DayOf(now), "Etc/UTC");

    /// <summary>A day as the counters write it.</summary>
    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>How far back the caps of one contact look.</summary>
    public static DateTimeOffset Since(Limits limits, DateTimeOffset now) =>
        now - limits.PerContact.Select(c => c.Within).DefaultIfEmpty(TimeSpan.Zero).Max();

    /// <summary>When the cap of one contact would allow a further message, given the times of the last ones; not before <paramref name="moment"/>.</summary>
    public static DateTimeOffset FreeAt(Limits limits, IEnumerable<DateTimeOffset> sends, DateTimeOffset moment)
    {
        var free = moment;
        var sorted = sends.OrderDescending().ToList();
        foreach (var cap in limits.PerContact)
        {
            // The cap-th last message must have left the stretch.
            if (sorted.Count >= cap.Messages && sorted[cap.Messages - 1] + cap.Within > free)
            {
                free = sorted[cap.Messages - 1] + cap.Within;
            }
        }

        return free;
    }

    private static async Task<BindingCap?> FindContactCapAsync(Session session, SequenceCatalog catalog, OutboxMessage message, DateTimeOffset now)
    {
        if (catalog.Limits.PerContact.Count == 0)
        {
            return null;
        }

        // Two sequences may write to the same contact at once: its row, which commit A has locked, stands between them.
        var sends = await session.FindSendingsAsync([message.ContactId], Since(catalog.Limits, now), except: message.Id);
        var free = FreeAt(catalog.Limits, sends[message.ContactId].Select(s => s.At), now);
        return free > now ? new BindingCap(Contact, free) : null;
    }

    private static async Task<bool> TryCountAsync(Session session, string kind, string name, DateOnly day, int cap) =>
        cap > 0 && (await session.ExecuteEachAsync([CountingOf(kind, name, day, cap, 1)]))[0] == 1;

    private static IEnumerable<(string Kind, string Name, DateOnly Day, int Cap)> CountersOf(
        SequenceCatalog catalog, OutboxMessage message, DateTimeOffset now)
    {
        var sender = catalog.FindSender(message.Sender)!;
        var (mailboxDay, domainDay) = DaysOf(sender, now);
        yield return (Mailbox, sender.Key, mailboxDay, sender.CapOn(mailboxDay));
        yield return (Domain, message.Domain, domainDay, catalog.Limits.CapFor(message.Domain));
    }

    private static Statement CountingOf(string kind, string name, DateOnly day, int cap, int count) =>
        new(Count, new { kind, name, day = Text(day), cap, count });

    private static Task UncountAsync(Session session, string kind, string name, DateOnly day) => session.ExecuteAsync(
        "UPDATE send_counter SET used = used - 1 WHERE kind = @kind AND name = @name AND day = @day AND used > 0",
        new { kind, name, day = Text(day) });

    private static (DateOnly Mailbox, DateOnly Domain) DaysOf(Sender sender, DateTimeOffset now) =>
        (DayOf(sender, now), DayOf(now));

    private static DateTimeOffset NextDay(DateOnly day, string zone) => LocalSchedule.MomentOf(day.AddDays(1), TimeOfDay.At(0), zone, "Etc/UTC");

    // The row stays locked until commit A is through: two workers cannot both take the last place.
    private const string Count =
        """
        INSERT INTO send_counter AS c (kind, name, day, used)
        SELECT @kind, @name, @day, @count
        WHERE @count <= @cap
        ON CONFLICT (kind, name, day) DO UPDATE SET used = c.used + excluded.used WHERE c.used + excluded.used <= @cap
        """;
}

/// <summary>A cap that is used up.</summary>
/// <param name="Kind">Which.</param>
/// <param name="FreeAt">When it has room again.</param>
internal sealed record BindingCap(string Kind, DateTimeOffset FreeAt);
