using FollowUpAgent.Events.Providers;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events.Quarantine;

/// <summary>
/// Checks what lies in quarantine once again after a start: keys change with the configuration, and that is read at a start. What now
/// proves genuine, by the clock of the moment at which it came, goes the way of all deliveries.
/// </summary>
internal sealed partial class QuarantinePump(
    Database database, WebhooksOptions options, IEnumerable<IEventProvider> providers, ProviderDoor door, IdSource ids, ILogger<QuarantinePump> logger) : IPump
{
    private const int Page = 50;
    private Guid after;
    private bool isDone;

    /// <inheritdoc />
    public string Name => "quarantine";

    /// <inheritdoc />
    public TimeSpan Rest { get; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc />
    public async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        if (isDone)
        {
            return 0;
        }

        var page = await database.ReadAsync(s => s.ReadQuarantineAsync(after, Page), cancellationToken);
        foreach (var kept in page)
        {
            await CheckAsync(kept, cancellationToken);
            after = kept.Id;
        }

        isDone = page.Count < Page;
        return page.Count;
    }

    private async Task CheckAsync(QuarantinedDelivery kept, CancellationToken cancellationToken)
    {
        var slash = kept.Endpoint.IndexOf('/', StringComparison.Ordinal);
        var (provider, name) = (kept.Endpoint[..slash], kept.Endpoint[(slash + 1)..]);
        if (providers.FirstOrDefault(p => p.Name == provider) is not { } adapter || !options.Providers.TryGetValue(name, out var known) || known.Provider != provider)
        {
            return;
        }

        var verdict = await door.CheckAsync(adapter, kept.ToDelivery(), known.Secrets, kept.ReceivedAt, cancellationToken);
        if (verdict is ProviderVerdict.Accepted accepted && await door.ConfirmAsync(accepted, cancellationToken))
        {
            var row = accepted.ToRow(ids.New(), kept.Endpoint, kept.Body, kept.ReceivedAt);
            await database.WriteAsync(
                async session =>
                {
                    if (await session.ReleaseAsync(kept.Id))
                    {
                        await session.AddInboxRowAsync(row);
                    }
                },
                cancellationToken);
            DeliveryIsGenuine(kept.Endpoint, kept.ReceivedAt);
        }
    }

    [LoggerMessage(2090, LogLevel.Information, "A delivery to {Endpoint} of {ReceivedAt:u} that had been refused proves genuine with today's keys and is taken in.")]
    private partial void DeliveryIsGenuine(string endpoint, DateTimeOffset receivedAt);
}
