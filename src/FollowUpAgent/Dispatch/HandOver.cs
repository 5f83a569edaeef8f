using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>
/// The protocol between outbox and mailer: claim with lease and fence, commit A just before the mail goes out, commit B with what
/// became of it. Each is one transaction; a worker whose message was taken over changes nothing.
/// </summary>
internal sealed partial class HandOver
{
    // Poison waits for a lull, but not for ever.
    private const int SoloFirstEvery = 16;
    private const int MostLosses = 2;

    // Enough to share a flush, few enough to hold nobody up.
    private const int MostTogether = 32;
    private readonly Database database;
    private readonly Endings endings;
    private readonly Progress progress;
    private readonly SteeringDesk steeringDesk;
    private readonly DispatchOptions options;
    private readonly TimeProvider clock;
    private readonly Together<OutboxMessage, bool> begins;
    private readonly Together<(OutboxMessage Message, AttemptEnd End), bool> ends;
    private int claims;

    /// <summary>The protocol on this database.</summary>
    public HandOver(Database database, Endings endings, Progress progress, SteeringDesk steeringDesk, DispatchOptions options, TimeProvider clock)
    {
        (this.database, this.endings, this.progress, this.steeringDesk, this.options, this.clock) = (database, endings, progress, steeringDesk, options, clock);
        begins = new Together<OutboxMessage, bool>(MostTogether, BeginPlainAsync);
        ends = new Together<(OutboxMessage, AttemptEnd), bool>(MostTogether, EndPlainAsync);
    }

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

    /// <summary>
    /// Takes more, for a worker that still has others in hand: none that must be taken alone, and none at all once it is the turn of those.
    /// </summary>
    public async Task<List<OutboxMessage>> ClaimMoreAsync(string relay, string owner, CancellationToken cancellationToken)
    {
        if ((Volatile.Read(ref claims) + 1) % SoloFirstEvery == 0)
        {
            return [];
        }

        Interlocked.Increment(ref claims);
        var now = clock.GetUtcNow();
        return await database.WriteAsync(session => ClaimAsync(session, relay, owner, now, isSolo: false), cancellationToken);
    }

    /// <summary>Whether it must be sent with no other in hand.</summary>
    public static bool IsSolo(OutboxMessage message) => message.LeaseLosses > MostLosses;

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
    /// Commit A: from here on the message may be on the wire. Checks everything once more (lease, enrollment, suppression, tasks, pauses, slot) and
    /// reserves the caps, all in one transaction. Asked again because its answer was lost, it gives the same answer.
    /// </summary>
    public async Task<BeginOutcome> BeginAsync(OutboxMessage claimed, CancellationToken cancellationToken)
    {
        if (await begins.AskAsync(claimed))
        {
            return BeginOutcome.Begun;
        }

        var now = clock.GetUtcNow();
        return await database.WriteAsync(session => BeginAsync(session, claimed, now), cancellationToken);
    }

    /// <summary>Commit B: what became of a begun message. Harmless when repeated.</summary>
    /// <returns>False where the message was taken over meanwhile, or is settled already.</returns>
    public async Task<bool> EndAsync(OutboxMessage claimed, AttemptEnd end, CancellationToken cancellationToken)
    {
        if (end.Kind is AttemptKind.Accepted && await ends.AskAsync((claimed, end)))
        {
            return true;
        }

        var now = clock.GetUtcNow();
        return await database.WriteAsync(
            async session =>
            {
                await LockEnrollmentAsync(session, claimed);
                await session.ExecuteEachAsync([EndingOf(claimed, end, now)]);
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
                await LockEnrollmentAsync(session, claimed);
                await session.ExecuteEachAsync([EndingOf(claimed, new AttemptEnd(AttemptKind.NotAccepted, Detail: reason), now)]);
                await endings.QuarantineAsync(session, claimed, reason, now);
            },
            cancellationToken);
    }

    private static Statement EndingOf(OutboxMessage claimed, AttemptEnd end, DateTimeOffset now) => new(
        EndAttempt,
        new { claimed.Id, Number = claimed.Attempts + 1, now, Outcome = end.Kind.ToText(), end.Code, end.EnhancedCode, end.Detail });

    private static Task<string?> LockEnrollmentAsync(Session session, OutboxMessage claimed) => session.QuerySingleOrDefaultAsync<string?>(
        $"SELECT state FROM enrollment WHERE id = @EnrollmentId {session.Dialect.ForUpdate}", claimed);

    private async Task<BeginOutcome> BeginAsync(Session session, OutboxMessage claimed, DateTimeOffset now)
    {
        // The locks come first: an unsubscribe that commits before us is seen, one that comes after us waits. The contact's covers
        // an enrollment that the unsubscribe could not see yet, and the cap of a contact in two sequences; it is taken first there too.
        await session.ExecuteAsync($"SELECT 1 FROM contact WHERE id = @ContactId {session.Dialect.ForUpdate}", claimed);
        var state = await LockEnrollmentAsync(session, claimed);
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

        var steering = await steeringDesk.AtAsync(session, now);
        if (await endings.TryEndUnbegunAsync(session, claimed, state, steering, now) is { } over)
        {
            return over;
        }

        if (await Caps.TryReserveAsync(session, steering, claimed, now) is { } cap)
        {
            return await Endings.HoldAsync(session, claimed, cap, now);
        }

        Guid[] ids = [claimed.Id.Value];
        await session.ExecuteAsync(Begin(session.Dialect), new { ids, now, Lease = LeaseMicros });
        await session.ExecuteAsync(AddAttempt(session.Dialect), new { ids, now });
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
