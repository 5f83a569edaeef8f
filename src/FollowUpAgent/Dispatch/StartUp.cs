using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>Puts right what a change of configuration or a killed worker left behind, before any pump runs.</summary>
internal sealed class StartUp(Database database, SequenceCatalog catalog, Progress progress, TimeProvider clock) : IHostedLifecycleService
{
    // One worker at a time works on an SQLite file: whatever is claimed there was claimed by one that is gone.
    private bool IsOnlyWorker => database.Dialect is SqliteDialect;

    /// <inheritdoc />
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.WriteAsync(
            async session =>
            {
                if (IsOnlyWorker)
                {
                    await session.ReleaseEnrollmentClaimsAsync();
                    await session.ExecuteAsync("UPDATE message SET lease_until = 0 WHERE state IN ('leased', 'sending', 'unknown') AND state <> 'unknown'");
                }

                await HandSendersOverAsync(session);
                await HandMessagesOverAsync(session, now);
            },
            cancellationToken);
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task HandSendersOverAsync(Session session)
    {
        if (catalog.Senders.Count == 0)
        {
            return;
        }

        var configured = catalog.Senders.Select(s => s.Key).ToList();
        foreach (var definition in catalog.All)
        {
            await session.HandSendersOverAsync(definition.Key, configured, definition.Senders[0]);
        }

        await session.HandSendersOverAsync(configured, configured[0]);
    }

    /// <summary>A message follows its sender to another relay. Of a sender that is gone nothing is sent: a new round writes in the name of its heir.</summary>
    private async Task HandMessagesOverAsync(Session session, DateTimeOffset now)
    {
        foreach (var sender in catalog.Senders)
        {
            await session.ExecuteAsync(
                "UPDATE message SET relay = @Relay WHERE sender = @Key AND relay <> @Relay AND state IN ('queued', 'leased', 'sending', 'unknown')", sender);
        }

        var orphans = await session.QueryAsync<OutboxMessage>(
            CancelOrphans(session.Dialect), new { configured = catalog.Senders.Select(s => s.Key).ToArray() });
        foreach (var message in orphans)
        {
            _ = message.MaybeSent
                ? await progress.UnsettledAsync(session, message, now)
                : await Progress.CappedAsync(session, message, new BindingCap(Caps.SenderRemoved, now), now);
        }
    }

    private static string CancelOrphans(Dialect dialect) =>
        $"""
        UPDATE message
        SET state = CASE WHEN maybe_sent THEN 'unknown' ELSE 'cancelled' END, reason = 'its sender was removed'
        WHERE state = 'queued' AND NOT ({dialect.In("sender", "configured")})
        RETURNING {OutboxStore.Columns}
        """;
}
