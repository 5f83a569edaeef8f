using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>
/// The protocol between outbox and mailer: claim with lease and fence, commit A just before the mail goes out, commit B with what
/// became of it. Each is one transaction; a worker that lost its lease changes nothing.
/// </summary>
internal sealed class HandOver(Database database, SequenceCatalog catalog, Progress progress, DispatchOptions options, TimeProvider clock)
{
    private const int SoloAfterLosses = 3;

    private long LeaseMicros => options.Lease.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>
    /// Takes messages of one relay that are due. A message that lost its lease three times is taken alone, so that one which kills its
    /// worker takes no other along.
    /// </summary>
    public Task<List<OutboxMessage>> ClaimAsync(string relay, string owner, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            var now = clock.GetUtcNow();
            var many = await ClaimAsync(session, relay, owner, now, $"lease_losses < {SoloAfterLosses}", options.Batch);
            return many.Count > 0 ? many : await ClaimAsync(session, relay, owner, now, $"lease_losses >= {SoloAfterLosses}", 1);
        },
        cancellationToken);

    /// <summary>The content of claimed messages, as JSON, by id.</summary>
    public Task<Dictionary<MessageId, string>> ReadContentsAsync(IReadOnlyCollection<OutboxMessage> messages, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session => (await session.QueryAsync<ContentRow>(
                $"SELECT message_id, content FROM message_content WHERE {session.Dialect.In("message_id", "ids")}",
                new { ids = messages.Select(m => m.Id.Value).ToArray() })).ToDictionary(r => r.MessageId, r => r.Content),
            cancellationToken);

    /// <summary>
    /// Commit A: from here on the message may be on the wire. Checks everything once more (lease, enrollment, suppression, slot) and
    /// reserves the caps, all in one transaction.
    /// </summary>
    public Task<BeginOutcome> BeginAsync(OutboxMessage claimed, string owner, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            var now = clock.GetUtcNow();
            // The locks come first: an unsubscribe that commits before us is seen, one that comes after us waits. The contact's covers
            // an enrollment that the unsubscribe could not see yet; it is taken first there too.
            await session.ExecuteAsync($"SELECT 1 FROM contact WHERE id = @ContactId {session.Dialect.ForShare}", claimed);
            var state = await session.QuerySingleOrDefaultAsync<string?>(
                $"SELECT state FROM enrollment WHERE id = @EnrollmentId {session.Dialect.ForUpdate}", claimed);
            var isOurs = await session.QuerySingleOrDefaultAsync<int?>(
                LockOurs(session.Dialect), new { claimed.Id, claimed.Fence, Margin = options.LeaseMargin.Ticks / TimeSpan.TicksPerMicrosecond });
            if (isOurs is null)
            {
                return BeginOutcome.Lost;
            }

            if (state != EnrollmentState.Sending.ToText() || await IsSuppressedAsync(session, claimed.ContactId, now))
            {
                return await CancelAsync(session, claimed, "stopped", now);
            }

            if (now >= claimed.SlotUntil && !claimed.MaybeSent)
            {
                return await LapseAsync(session, claimed, "late", now);
            }

            if (await Caps.TryReserveAsync(session, catalog, claimed, now) is { } cap)
            {
                return await HoldAsync(session, claimed, cap, now);
            }

            await session.ExecuteAsync(
                "UPDATE message SET state = 'sending', attempts = attempts + 1, attempted_at = @now WHERE id = @Id", new { claimed.Id, now });
            await session.ExecuteAsync(
                "INSERT INTO attempt (message_id, number, owner, began_at) VALUES (@Id, @Number, @owner, @now)",
                new { claimed.Id, Number = claimed.Attempts + 1, owner, now });
            return BeginOutcome.Begun;
        },
        cancellationToken);

    /// <summary>Commit B: what became of a begun message.</summary>
    /// <returns>False where the message is no longer ours; recovery will settle it.</returns>
    public Task<bool> EndAsync(OutboxMessage claimed, AttemptEnd end, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            var now = clock.GetUtcNow();
            await session.ExecuteAsync(
                """
                UPDATE attempt
                SET ended_at = @now, outcome = @Outcome, code = @Code, enhanced_code = @EnhancedCode, detail = @Detail
                WHERE message_id = @Id AND number = @Number AND outcome IS NULL
                """,
                new { claimed.Id, Number = claimed.Attempts + 1, now, Outcome = end.Kind.ToText(), end.Code, end.EnhancedCode, end.Detail });
            return await SettleAsync(session, claimed, end, now);
        },
        cancellationToken);

    /// <summary>Gives a claimed message back untouched, to be tried at this time.</summary>
    public Task GiveBackAsync(OutboxMessage claimed, DateTimeOffset dueAt, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.ExecuteAsync(
            "UPDATE message SET state = 'queued', owner = NULL, due_at = @dueAt, lease_until = 0 WHERE id = @Id AND fence = @Fence AND state = 'leased'",
            new { claimed.Id, claimed.Fence, dueAt }),
        cancellationToken);

    /// <summary>Puts a claimed message aside for a person.</summary>
    public Task QuarantineAsync(OutboxMessage claimed, string reason, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            var moved = await session.ExecuteAsync(
                "UPDATE message SET state = 'quarantined', reason = @reason, owner = NULL, lease_until = 0 WHERE id = @Id AND fence = @Fence",
                new { claimed.Id, claimed.Fence, reason });
            if (moved == 1)
            {
                await Progress.PauseAsync(session, claimed, reason, clock.GetUtcNow());
            }
        },
        cancellationToken);

    private async Task<bool> SettleAsync(Session session, OutboxMessage claimed, AttemptEnd end, DateTimeOffset now)
    {
        switch (end.Kind)
        {
            case AttemptKind.Accepted:
                return await MoveAsync(session, claimed, MessageState.Sent, null, now, sentAt: now, queueId: end.QueueId)
                    && await progress.SentAsync(session, claimed, now);
            case AttemptKind.Unknown:
                return await MoveAsync(session, claimed, MessageState.Unknown, end.Detail, now);
            case AttemptKind.Refused when end.IsRelayFault:
            case AttemptKind.Deferred or AttemptKind.NotAccepted:
                await Caps.ReleaseAsync(session, catalog, claimed);
                return await RetryAsync(session, claimed, end, now);
            case AttemptKind.Refused:
                return await MoveAsync(session, claimed, MessageState.Failed, end.Detail, now)
                    && await progress.RefusedAsync(session, claimed, end, now);
            default:
                throw new ArgumentOutOfRangeException(nameof(end), end.Kind, "No such end of an attempt.");
        }
    }

    private async Task<bool> RetryAsync(Session session, OutboxMessage claimed, AttemptEnd end, DateTimeOffset now)
    {
        var next = now + RetryRhythm.PauseAfter(claimed.Attempts + 1, end.Kind, claimed.Id);
        if (next - claimed.CreatedAt > options.GiveUpAfter)
        {
            return await MoveAsync(session, claimed, MessageState.Failed, $"gave up: {end.Detail}", now)
                && await progress.RefusedAsync(session, claimed, end, now);
        }

        if (next >= claimed.SlotUntil && !claimed.MaybeSent)
        {
            return await MoveAsync(session, claimed, MessageState.Cancelled, $"lapsed: {end.Detail}", now)
                && await progress.LapsedAsync(session, claimed, end.Kind.ToText(), now);
        }

        return await MoveAsync(session, claimed, MessageState.Queued, end.Detail, next);
    }

    private static async Task<BeginOutcome> CancelAsync(Session session, OutboxMessage claimed, string reason, DateTimeOffset now)
    {
        if (await MoveAsync(session, claimed, MessageState.Cancelled, reason, now))
        {
            await Progress.StoppedAsync(session, claimed, reason, now);
        }

        return BeginOutcome.Stopped;
    }

    private async Task<BeginOutcome> LapseAsync(Session session, OutboxMessage claimed, string reason, DateTimeOffset now)
    {
        if (await MoveAsync(session, claimed, MessageState.Cancelled, $"lapsed: {reason}", now))
        {
            await progress.LapsedAsync(session, claimed, reason, now);
        }

        return BeginOutcome.Lapsed;
    }

    private async Task<BeginOutcome> HoldAsync(Session session, OutboxMessage claimed, BindingCap cap, DateTimeOffset now)
    {
        if (cap.FreeAt >= claimed.SlotUntil && !claimed.MaybeSent)
        {
            return await LapseAsync(session, claimed, cap.Kind, now);
        }

        await MoveAsync(session, claimed, MessageState.Queued, cap.Kind, cap.FreeAt);
        return BeginOutcome.Held;
    }

    private static async Task<bool> IsSuppressedAsync(Session session, ContactId contact, DateTimeOffset now) =>
        await session.QueryValueAsync<int>(
            $"SELECT COUNT(*) FROM contact c WHERE c.id = @contact AND NOT {SuppressionStore.ContactIsSuppressed}", new { contact, now }) == 0;

    private static async Task<bool> MoveAsync(
        Session session, OutboxMessage claimed, string state, string? reason, DateTimeOffset dueAt, DateTimeOffset? sentAt = null, string? queueId = null) =>
        await session.ExecuteAsync(
            Move(session.Dialect.NowMicros), new { claimed.Id, claimed.Fence, state, reason, dueAt, sentAt, queueId }) == 1;

    private Task<List<OutboxMessage>> ClaimAsync(
        Session session, string relay, string owner, DateTimeOffset now, string condition, int most) =>
        session.QueryAsync<OutboxMessage>(Claim(session.Dialect, condition), new { relay, owner, now, most, Lease = LeaseMicros });

    private static string Claim(Dialect dialect, string condition) =>
        $"""
        UPDATE message AS m
        SET state = 'leased', owner = @owner, fence = m.fence + 1, lease_until = {dialect.NowMicros} + @Lease
        FROM (SELECT id AS claimed_id
              FROM message
              WHERE state = 'queued' AND relay = @relay AND due_at <= @now AND {condition}
              ORDER BY due_at
              LIMIT @most
              {dialect.SkipLocked}) AS q
        WHERE m.id = q.claimed_id
        RETURNING {OutboxStore.Columns}
        """;

    private static string LockOurs(Dialect dialect) =>
        $"""
        SELECT 1
        FROM message
        WHERE id = @Id AND fence = @Fence AND state = 'leased' AND lease_until > {dialect.NowMicros} + @Margin
        {dialect.ForUpdate}
        """;

    // An unknown message waits for its confirm window from now on, in lease time; any other state holds no lease.
    private static string Move(string now) =>
        $"""
        UPDATE message
        SET state = @state, reason = @reason, due_at = @dueAt, sent_at = @sentAt, queue_id = @queueId, owner = NULL,
            maybe_sent = maybe_sent OR @state = 'unknown',
            lease_until = CASE WHEN @state = 'unknown' THEN {now} ELSE 0 END
        WHERE id = @Id AND fence = @Fence AND state IN ('leased', 'sending')
        """;

    private sealed class ContentRow
    {
        public MessageId MessageId { get; set; }

        public string Content { get; set; } = "";
    }
}

/// <summary>What commit A said.</summary>
internal enum BeginOutcome
{
    /// <summary>Send it now.</summary>
    Begun,

    /// <summary>The lease is gone; somebody else has it.</summary>
    Lost,

    /// <summary>The enrollment ended or the contact is suppressed.</summary>
    Stopped,

    /// <summary>Its slot passed; a new round is drawn.</summary>
    Lapsed,

    /// <summary>A cap binds; it is queued for when the cap is free again.</summary>
    Held,
}
