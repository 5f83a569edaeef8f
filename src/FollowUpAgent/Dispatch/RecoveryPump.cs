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
    public TimeSpan Rest { get; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    public Task<int> PassAsync(CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            var now = session.Dialect.NowMicros;
            var moved = await session.ExecuteAsync(ReturnLeased(now));
            moved += await QuarantineAsync(session);
            moved += await session.ExecuteAsync(MarkUnknown(now));
            return moved + await SettleUnknownAsync(session);
        },
        cancellationToken);

    private async Task<int> QuarantineAsync(Session session)
    {
        var poison = await session.QueryAsync<OutboxMessage>(
            $"SELECT {OutboxStore.Columns} FROM message WHERE state = 'queued' AND lease_losses >= @most LIMIT {Batch}",
            new { most = QuarantineAfterLosses });
        foreach (var message in poison)
        {
            await session.ExecuteAsync(
                "UPDATE message SET state = 'quarantined', reason = 'its worker died five times' WHERE id = @Id AND state = 'queued'", message);
            await Progress.PauseAsync(session, message, "quarantined", clock.GetUtcNow());
        }

        return poison.Count;
    }

    private async Task<int> SettleUnknownAsync(Session session)
    {
        var parameters = new { Window = options.ConfirmWindow.Ticks / TimeSpan.TicksPerMicrosecond, Now = clock.GetUtcNow() };
        switch (options.Mode)
        {
            case DeliveryMode.AtLeastOnce:
                return await session.ExecuteAsync(QueueUnknown(session.Dialect.NowMicros), parameters);
            case DeliveryMode.AtMostOnce:
                var left = await session.QueryAsync<OutboxMessage>(LeaveUnknown(session.Dialect.NowMicros), parameters);
                foreach (var message in left)
                {
                    await progress.UnsettledAsync(session, message, parameters.Now);
                }

                return left.Count;
            default:
                throw new InvalidOperationException($"No such delivery mode: {options.Mode}.");
        }
    }

    private static string ReturnLeased(string now) =>
        $"""
        UPDATE message
        SET state = 'queued', owner = NULL, lease_until = 0, lease_losses = lease_losses + 1
        WHERE state = 'leased' AND lease_until <= {now}
        """;

    private static string MarkUnknown(string now) =>
        $"""
        UPDATE message
        SET state = 'unknown', reason = 'its worker died while sending', owner = NULL, lease_until = {now}, crashes = crashes + 1, maybe_sent = true
        WHERE state = 'sending' AND lease_until <= {now}
        """;

    private static string QueueUnknown(string now) =>
        $"""
        UPDATE message
        SET state = 'queued', due_at = @Now, lease_until = 0
        WHERE state = 'unknown' AND lease_until > 0 AND lease_until + @Window <= {now}
        """;

    // Lease 0 marks an unknown message as settled: it is on a person's list and its sequence has gone on.
    private static string LeaveUnknown(string now) =>
        $"""
        UPDATE message
        SET lease_until = 0
        WHERE state = 'unknown' AND lease_until > 0 AND lease_until + @Window <= {now}
        RETURNING {OutboxStore.Columns}
        """;
}
