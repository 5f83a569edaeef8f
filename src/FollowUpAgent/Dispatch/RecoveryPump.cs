using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>
/// Settles what dead workers left behind, by lease time: a message that was held and not begun is queued again; one that was begun is
/// unknown; an unknown one is sent again or left to a person, as configured, once nothing confirmed it in time.
/// </summary>
internal sealed class RecoveryPump(Database database, Progress progress, DispatchOptions options, TimeProvider clock) : IPump
{
    private const int QuarantineAfterLosses = 5;
    private const int Batch = 200;

    /// <inheritdoc />
    public string Name => "recovery";

    /// <inheritdoc />
    public TimeSpan Rest { get; } = options.Lease < TimeSpan.FromSeconds(25) ? options.Lease / 5 : TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    public async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        // One transaction each: what cannot be settled never keeps the rest from being found.
        var moved = await database.WriteAsync(s => s.ExecuteAsync(ReturnLeased(s.Dialect.NowMicros)), cancellationToken);
        moved += await database.WriteAsync(s => s.ExecuteAsync(MarkUnknown(s.Dialect.NowMicros)), cancellationToken);
        moved += await database.WriteAsync(s => SettleConfirmedAsync(s, now), cancellationToken);
        moved += await database.WriteAsync(s => SettleUnknownAsync(s, now), cancellationToken);
        return moved + await database.WriteAsync(s => QuarantineAsync(s, now), cancellationToken);
    }

    private static async Task<int> QuarantineAsync(Session session, DateTimeOffset now)
    {
        var poison = await session.QueryAsync<OutboxMessage>(Quarantine, new { losses = QuarantineAfterLosses, most = Batch });
        foreach (var message in poison)
        {
            await Progress.PauseAsync(session, message, "quarantined", now);
        }

        return poison.Count;
    }

    // The event came while the worker was still thought to be sending.
    private async Task<int> SettleConfirmedAsync(Session session, DateTimeOffset now)
    {
        var confirmed = await session.QueryAsync<OutboxMessage>(SettleConfirmed);
        foreach (var message in confirmed)
        {
            await progress.SentAsync(session, message, now);
        }

        return confirmed.Count;
    }

    private async Task<int> SettleUnknownAsync(Session session, DateTimeOffset now)
    {
        var parameters = new { Window = options.ConfirmWindow.Ticks / TimeSpan.TicksPerMicrosecond, Now = now };
        switch (options.Mode)
        {
            case DeliveryMode.AtLeastOnce:
                return await session.ExecuteAsync(QueueUnknown(session.Dialect.NowMicros), parameters);
            case DeliveryMode.AtMostOnce:
                var left = await session.QueryAsync<OutboxMessage>(LeaveUnknown(session.Dialect.NowMicros), parameters);
                foreach (var message in left)
                {
                    await progress.UnsettledAsync(session, message, now);
                }

                return left.Count;
            default:
                throw new InvalidOperationException($"No such delivery mode: {options.Mode}.");
        }
    }

    // The words of the index message_in_hand: SQLite does not see that one state of a list is in it, and would read every message ever sent.
    private const string InHand = "state IN ('leased', 'sending', 'unknown')";

    // lease_losses > 2 is the condition of the index message_poison.
    internal const string Quarantine =
        $"""
        UPDATE message
        SET state = 'quarantined', reason = 'its worker died five times'
        WHERE id IN (SELECT id FROM message WHERE state = 'queued' AND lease_losses > 2 AND lease_losses >= @losses LIMIT @most)
            AND state = 'queued'
        RETURNING {OutboxStore.Columns}
        """;

    private const string SettleConfirmed =
        $"""
        UPDATE message
        SET state = 'sent', reason = 'confirmed by an event', sent_at = confirmed_at, lease_until = 0
        WHERE {InHand} AND state = 'unknown' AND confirmed_at IS NOT NULL
        RETURNING {OutboxStore.Columns}
        """;

    internal static string ReturnLeased(string now) =>
        $"""
        UPDATE message
        SET state = 'queued', owner = NULL, lease_until = 0, lease_losses = lease_losses + 1
        WHERE {InHand} AND state = 'leased' AND lease_until <= {now}
        """;

    // A message that kills its worker does so while it is sent: that counts as a lost lease too.
    internal static string MarkUnknown(string now) =>
        $"""
        UPDATE message
        SET state = 'unknown', reason = 'its worker died while sending', owner = NULL, lease_until = {now}, maybe_sent = true,
            crashes = crashes + 1, lease_losses = lease_losses + 1
        WHERE {InHand} AND state = 'sending' AND lease_until <= {now}
        """;

    internal static string QueueUnknown(string now) =>
        $"""
        UPDATE message
        SET state = 'queued', due_at = @Now, lease_until = 0
        WHERE {InHand} AND state = 'unknown' AND lease_until > 0 AND lease_until + @Window <= {now}
        """;

    // Lease 0 marks an unknown message as settled: it is on a person's list and its sequence has gone on.
    internal static string LeaveUnknown(string now) =>
        $"""
        UPDATE message
        SET lease_until = 0
        WHERE {InHand} AND state = 'unknown' AND lease_until > 0 AND lease_until + @Window <= {now}
        RETURNING {OutboxStore.Columns}
        """;
}
