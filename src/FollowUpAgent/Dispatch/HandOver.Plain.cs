using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Decisions.Goals;
using FollowUpAgent.Oversight;
using FollowUpAgent.Oversight.Autonomy;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <content>
/// The plain cases, which are nearly all: a message that may go, a message that was accepted. Those that come at the same time share a
/// transaction, and so its round trips, its flush to disk and the locks on the counters. The same locks are taken in the same order and
/// the same is checked as for one alone; whatever is not plain, or locked by somebody else, is left untouched and looked at alone.
/// </content>
internal sealed partial class HandOver
{
    /// <summary>Begins those messages that may go.</summary>
    /// <returns>For each, whether it is begun; the others are to be looked at alone.</returns>
    private async Task<IReadOnlyList<bool>> BeginPlainAsync(IReadOnlyList<OutboxMessage> asked)
    {
        var now = clock.GetUtcNow();
        var begun = await OrNoneAsync(() => database.WriteAsync(session => BeginPlainAsync(session, asked, now), CancellationToken.None));
        return [.. asked.Select(m => begun.Contains(m.Id))];
    }

    private async Task<HashSet<MessageId>> BeginPlainAsync(Session session, IReadOnlyList<OutboxMessage> asked, DateTimeOffset now)
    {
        var seen = await LookAsync(session, asked, now);
        var held = asked.ToLookup(m => seen.Messages.GetValueOrDefault(m.Id) is { } row && row.Fence == m.Fence ? row.State : "");
        // One a contact: the second must see the first.
        var plain = held[MessageState.Leased].Where(m => IsPlain(m, seen, now)).DistinctBy(m => m.ContactId).ToList();
        if (plain.Count > 0)
        {
            var ids = plain.Select(m => m.Id.Value).ToArray();
            await ChangeAsync(
                session,
                [
                    (new Statement(Begin(session.Dialect), new { ids, now, Lease = LeaseMicros }), plain.Count),
                    (new Statement(AddAttempt(session.Dialect), new { ids, now }), plain.Count),
                    // Last, so that other workers wait for these rows as briefly as can be.
                    .. Caps.ReservationsOf(seen.Steering.Sequences, plain, now).Select(s => (s, 1)),
                ]);
        }

        return [.. held[MessageState.Sending].Concat(plain).Select(m => m.Id)];
    }

    /// <summary>Settles messages that were accepted.</summary>
    /// <returns>For each, whether it is settled; the others are to be looked at alone.</returns>
    private async Task<IReadOnlyList<bool>> EndPlainAsync(IReadOnlyList<(OutboxMessage Message, AttemptEnd End)> asked)
    {
        var now = clock.GetUtcNow();
        var ended = await OrNoneAsync(() => database.WriteAsync(session => EndPlainAsync(session, asked, now), CancellationToken.None));
        return [.. asked.Select(a => ended.Contains(a.Message.Id))];
    }

    private async Task<HashSet<MessageId>> EndPlainAsync(
        Session session, IReadOnlyList<(OutboxMessage Message, AttemptEnd End)> asked, DateTimeOffset now)
    {
        var enrollments = (await session.HoldFreeEnrollmentsAsync(asked.Select(a => a.Message.EnrollmentId))).ToDictionary(e => e.Id);
        var sending = EnrollmentState.Sending.ToText();
        var plain = asked.Where(a => enrollments.GetValueOrDefault(a.Message.EnrollmentId)?.State == sending).ToList();
        await ChangeAsync(session, plain.SelectMany(a => EndOf(session.Dialect, a.Message, a.End, enrollments[a.Message.EnrollmentId], now)));
        return [.. plain.Select(a => a.Message.Id)];
    }

    private IEnumerable<(Statement, int)> EndOf(Dialect dialect, OutboxMessage message, AttemptEnd end, Enrollment enrollment, DateTimeOffset now) =>
    [
        (MessageMoveStore.MovingOf(dialect, message, MessageMove.Accepted with { DueAt = now, SentAt = now, QueueId = end.QueueId }), 1),
        (EndingOf(message, end, now), 1),
        (DecisionStore.ClosingOf(message.DecisionId, RoundEnd.Sent, null, now), 1),
        (SequenceStore.MovingOf(enrollment, progress.AfterSent(enrollment, now)), 1),
    ];

    private bool IsPlain(OutboxMessage message, Seen seen, DateTimeOffset now) =>
        seen.Messages[message.Id].LeftMicros * TimeSpan.TicksPerMicrosecond > options.LeaseMargin.Ticks
        && seen.Sending.Contains(message.EnrollmentId)
        && seen.Mailable.Contains(message.ContactId)
        && now < message.SlotUntil
        // Whether a person said yes to it is looked up one by one.
        && seen.Steering.Get<AutonomyRules>().MostAutomaticPerDay is null
        && !GoalBudgets.CountMails(seen.Steering.Get<GoalCatalog>(), now)
        && !seen.Steering.Pauses.Holds(message.Sequence)
        && seen.Steering.Sequences.FindSender(message.Sender) is not null
        && message.Volumes is null
        && !seen.Guarded.Contains(message.Sender)
        && !seen.Circuits.Contains((message.Sender, message.Domain))
        && Caps.FreeAt(seen.Steering.Sequences.Limits, seen.Sends[message.ContactId].Where(s => s.Id != message.Id).Select(s => s.AttemptedAt), now) <= now;

    private async Task<Seen> LookAsync(Session session, IReadOnlyList<OutboxMessage> asked, DateTimeOffset now)
    {
        using var rows = await session.QueryInTurnAsync(
            Look(session.Dialect),
            new
            {
                contacts = asked.Select(m => m.ContactId.Value).ToArray(),
                enrollments = asked.Select(m => m.EnrollmentId.Value).ToArray(),
                ids = asked.Select(m => m.Id.Value).ToArray(),
                domains = asked.Select(m => m.Domain).Distinct().ToArray(),
                now,
                // Caps of one contact are no part of what directives change.
                since = Caps.Since(steeringDesk.Of([]).Sequences.Limits, now),
            });
        var held = (await rows.ReadAsync<ContactId>()).ToHashSet();
        var sending = (await rows.ReadAsync<EnrollmentRow>()).Where(e => e.State == EnrollmentState.Sending.ToText()).Select(e => e.Id).ToHashSet();
        var messages = (await rows.ReadAsync<HeldRow>()).ToDictionary(m => m.Id);
        var mailable = (await rows.ReadAsync<ContactId>()).Where(held.Contains).ToHashSet();
        var sends = (await rows.ReadAsync<SendRow>()).ToLookup(s => s.ContactId);
        var guarded = (await rows.ReadAsync<string>()).ToHashSet(StringComparer.Ordinal);
        var circuits = (await rows.ReadAsync<CircuitRow>()).Select(c => (c.Sender, c.Domain)).ToHashSet();
        return new Seen(messages, sending, mailable, sends, guarded, circuits, steeringDesk.Of([.. await rows.ReadAsync<Directive>()]));
    }

    // All of it changes as foreseen, or nothing does.
    private static async Task ChangeAsync(Session session, IEnumerable<(Statement Statement, int Rows)> changes)
    {
        var all = changes.ToList();
        var affected = await session.ExecuteEachAsync([.. all.Select(c => c.Statement)]);
        if (!affected.SequenceEqual(all.Select(c => c.Rows)))
        {
            throw new NotPlainException();
        }
    }

    // A database that is away is everybody's trouble; anything else is one message's, which meets it again alone.
    private static async Task<HashSet<MessageId>> OrNoneAsync(Func<Task<HashSet<MessageId>>> work)
    {
        try
        {
            return await work();
        }
#pragma warning disable CA1031 // Nothing is hidden: each message is then looked at alone, and throws what is to be thrown.
        catch (Exception e) when (!DatabaseAway.Is(e))
        {
            return [];
        }
#pragma warning restore CA1031
    }

    // The locks come first, in the order contact, enrollment, message; nobody is waited for, since all would wait for one. What follows is
    // read by statements that begin after the locks are held: an unsubscribe that commits before us is seen, one that comes after us waits.
    private static string Look(Dialect dialect) =>
        $"""
        SELECT id FROM contact WHERE {dialect.In("id", "contacts")} {dialect.SkipLocked};
        SELECT id, state FROM enrollment WHERE {dialect.In("id", "enrollments")} {dialect.SkipLocked};
        SELECT id, state, fence, lease_until - {dialect.NowMicros} AS left_micros
        FROM message
        WHERE {dialect.In("id", "ids")}
        {dialect.SkipLocked};
        SELECT c.id FROM contact c WHERE {dialect.In("c.id", "contacts")} AND NOT {SuppressionStore.ContactIsSuppressed} AND NOT {StandDownStore.ContactStandsDown};
        SELECT id, contact_id, attempted_at
        FROM message
        WHERE {dialect.In("contact_id", "contacts")} AND attempted_at > @since AND (maybe_sent OR state IN ('sending', 'sent', 'unknown'));
        SELECT sender FROM sender_guard WHERE state <> 'free';
        SELECT sender, domain FROM recipient_circuit WHERE {dialect.In("domain", "domains")};
        {DirectiveStore.InForce}
        """;

    private sealed record Seen(
        Dictionary<MessageId, HeldRow> Messages, HashSet<EnrollmentId> Sending, HashSet<ContactId> Mailable, ILookup<ContactId, SendRow> Sends,
        HashSet<string> Guarded, HashSet<(string Sender, string Domain)> Circuits, Steering Steering);

    private sealed class EnrollmentRow
    {
        public EnrollmentId Id { get; set; }

        public string State { get; set; } = "";
    }

    private sealed class CircuitRow
    {
        public string Sender { get; set; } = "";

        public string Domain { get; set; } = "";
    }

    private sealed class SendRow
    {
        public MessageId Id { get; set; }

        public ContactId ContactId { get; set; }

        public DateTimeOffset AttemptedAt { get; set; }
    }

    /// <summary>Takes a shared transaction back: one of its messages is not as it seemed.</summary>
    private sealed class NotPlainException : Exception;
}
