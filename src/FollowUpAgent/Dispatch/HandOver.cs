using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>
/// The protocol between outbox and mailer: claim with lease and fence, commit A just before the mail goes out, commit B with what
/// became of it. Each is one transaction; a worker whose message was taken over changes nothing.
/// </summary>
internal sealed partial class HandOver(Database database, SequenceCatalog catalog, Endings endings, DispatchOptions options, TimeProvider clock)
{
    // Poison waits for a lull, but not for ever.
    private const int SoloFirstEvery = 16;
    private int claims;

    /// <summary>How often the leases of messages in hand are renewed.</summary>
    public TimeSpan RenewEvery => options.Lease / 5;

    private long LeaseMicros => options.Lease.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>
    /// Takes messages of one relay that are due. A message that lost its lease three times is taken alone, so that one which kills its
    /// worker takes no other along.
    /// </summary>
    public async Task<List<OutboxMessage>> ClaimAsync(string relay, string owner, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var soloFirst = Interlocked.Increment(ref claims) % SoloFirstEvery == 0;
        return await database.WriteAsync(
            async session =>
            {
                var first = await ClaimAsync(session, relay, owner, now, soloFirst);
                return first.Count > 0 ? first : await ClaimAsync(session, relay, owner, now, !soloFirst);
            },
            cancellationToken);
    }

    /// <summary>Keeps claimed messages in hand while their worker lives, however slow the relay is.</summary>
    public Task RenewAsync(IReadOnlyCollection<OutboxMessage> claimed, string owner, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.ExecuteAsync(
            Renew(session.Dialect), new { ids = claimed.Select(m => m.Id.Value).ToArray(), owner, Lease = LeaseMicros }),
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
    /// reserves the caps, all in one transaction. Asked again because its answer was lost, it gives the same answer.
    /// </summary>
    public async Task<BeginOutcome> BeginAsync(OutboxMessage claimed, string owner, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await database.WriteAsync(session => BeginAsync(session, claimed, owner, now), cancellationToken);
    }

    /// <summary>Commit B: what became of a begun message. Harmless when repeated.</summary>
    /// <returns>False where the message was taken over meanwhile, or is settled already.</returns>
    public async Task<bool> EndAsync(OutboxMessage claimed, AttemptEnd end, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await database.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync(
                    EndAttempt,
                    new { claimed.Id, Number = claimed.Attempts + 1, now, Outcome = end.Kind.ToText(), end.Code, end.EnhancedCode, end.Detail });
                return await endings.SettleAsync(session, claimed, end, now);
            },
            cancellationToken);
    }

    /// <summary>Gives a claimed message back untouched, to be tried at this time.</summary>
    public Task GiveBackAsync(OutboxMessage claimed, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        database.WriteAsync(session => GiveBackAsync(session, claimed, dueAt), cancellationToken);

    /// <summary>Puts a claimed message aside for a person, begun or not; surely nothing of it has left.</summary>
    public async Task QuarantineAsync(OutboxMessage claimed, string reason, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await database.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync(
                    EndAttempt,
                    new
                    {
                        claimed.Id,
                        Number = claimed.Attempts + 1,
                        now,
                        Outcome = AttemptKind.NotAccepted.ToText(),
                        Code = (int?)null,
                        EnhancedCode = (string?)null,
                        Detail = reason,
                    });
                await endings.QuarantineAsync(session, claimed, reason, now);
            },
            cancellationToken);
    }

    private async Task<BeginOutcome> BeginAsync(Session session, OutboxMessage claimed, string owner, DateTimeOffset now)
    {
        // The locks come first: an unsubscribe that commits before us is seen, one that comes after us waits. The contact's covers
        // an enrollment that the unsubscribe could not see yet; it is taken first there too.
        await session.ExecuteAsync($"SELECT 1 FROM contact WHERE id = @ContactId {session.Dialect.ForShare}", claimed);
        var state = await session.QuerySingleOrDefaultAsync<string?>(
            $"SELECT state FROM enrollment WHERE id = @EnrollmentId {session.Dialect.ForUpdate}", claimed);
        switch (await session.QuerySingleOrDefaultAsync<HeldRow>(LockHeld(session.Dialect), new { claimed.Id, claimed.Fence }))
        {
            case { State: MessageState.Sending }:
                return BeginOutcome.Begun;
            case { State: MessageState.Leased } held when held.LeftMicros * TimeSpan.TicksPerMicrosecond > options.LeaseMargin.Ticks:
                break;
            case { State: MessageState.Leased }:
                await GiveBackAsync(session, claimed, claimed.DueAt);
                return BeginOutcome.Lost;
            default:
                return BeginOutcome.Lost;
        }

        if (await endings.TryEndUnbegunAsync(session, claimed, state, now) is { } over)
        {
            return over;
        }

        if (await Caps.TryReserveAsync(session, catalog, claimed, now) is { } cap)
        {
            return await Endings.HoldAsync(session, claimed, cap, now);
        }

        await session.ExecuteAsync(Begin(session.Dialect.NowMicros), new { claimed.Id, now, Lease = LeaseMicros });
        await session.ExecuteAsync(
            "INSERT INTO attempt (message_id, number, owner, began_at) VALUES (@Id, @Number, @owner, @now)",
            new { claimed.Id, Number = claimed.Attempts + 1, owner, now });
        return BeginOutcome.Begun;
    }

    private static Task<int> GiveBackAsync(Session session, OutboxMessage claimed, DateTimeOffset dueAt) => session.ExecuteAsync(
        "UPDATE message SET state = 'queued', owner = NULL, due_at = @dueAt, lease_until = 0 WHERE id = @Id AND fence = @Fence AND state = 'leased'",
        new { claimed.Id, claimed.Fence, dueAt });

    private Task<List<OutboxMessage>> ClaimAsync(Session session, string relay, string owner, DateTimeOffset now, bool isSolo) =>
        session.QueryAsync<OutboxMessage>(
            Claim(session.Dialect, isSolo ? "lease_losses > 2" : "lease_losses <= 2"),
            new { relay, owner, now, most = isSolo ? 1 : options.Batch, Lease = LeaseMicros });
}

/// <summary>What commit A said.</summary>
internal enum BeginOutcome
{
    /// <summary>Send it now.</summary>
    Begun,

    /// <summary>The lease is gone, or too little of it is left: somebody else has it, or will.</summary>
    Lost,

    /// <summary>The enrollment ended or the contact is suppressed.</summary>
    Stopped,

    /// <summary>Its slot passed; a new round is drawn.</summary>
    Lapsed,

    /// <summary>A cap binds; it is queued for when the cap is free again.</summary>
    Held,
}
