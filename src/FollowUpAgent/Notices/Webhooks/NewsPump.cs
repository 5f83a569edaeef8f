using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Notices.Webhooks;

/// <summary>
/// Makes deliveries of what happened: one an endpoint that wants to hear of it, in the transaction that forgets the news. Its first pass sees
/// to it that it is heard (<see cref="Listener"/>).
/// </summary>
internal sealed class NewsPump(Database database, WebhookEndpoints endpoints, WebhookBody body, TimeProvider clock) : IPump
{
    /// <summary>How many deliveries at most wait for an endpoint; what comes then is counted and not kept.</summary>
    public const int MostWaiting = 10_000;

    private const int Batch = 200;
    private bool isListening;

    /// <inheritdoc />
    public string Name => "webhook-news";

    /// <inheritdoc />
    public TimeSpan Rest { get; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        if (!isListening)
        {
            await ListenAsync(cancellationToken);
            isListening = true;
        }

        if (endpoints.All.Count == 0 || !await database.ReadAsync(s => s.HasNewsAsync(), cancellationToken))
        {
            return 0;
        }

        var now = clock.GetUtcNow();
        return await database.WriteAsync(s => MakeAsync(s, now), cancellationToken);
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        var (listens, known) = await database.ReadAsync(async s => (await s.ListensForAsync(endpoints.Kinds), await s.FindStandingsAsync()), cancellationToken);
        if (listens && endpoints.All.All(e => known.Exists(k => k.Endpoint == e.Key)))
        {
            return;
        }

        // Alone, since of two workers that start at once the second would make the same triggers.
        await database.AloneAsync(
            async session =>
            {
                if (!await session.ListensForAsync(endpoints.Kinds))
                {
                    await session.ListenForAsync(endpoints.Kinds);
                }

                await session.AddEndpointsAsync(endpoints.All.Select(e => e.Key));
            },
            cancellationToken);
    }

    private async Task<int> MakeAsync(Session session, DateTimeOffset now)
    {
        var news = await session.TakeNewsAsync(Batch);
        var toTell = news.FindAll(body.IsToBeTold);
        foreach (var endpoint in endpoints.All)
        {
            var wanted = toTell.FindAll(n => endpoint.Kinds.Contains(n.Kind));
            var room = wanted.Count == 0 ? 0 : MostWaiting - await session.CountWaitingAsync(endpoint.Key, MostWaiting);
            await session.AddDeliveriesAsync(wanted.Take(room).Select(n => DeliveryOf(n, endpoint, now)));
            if (wanted.Count > room)
            {
                await session.CountDroppedAsync(endpoint.Key, wanted.Count - room, now);
            }
        }

        return await session.ForgetNewsAsync(news.Select(n => n.Id));
    }

    // The id follows from what is told and to whom: found again, it is the delivery that is there.
    private WebhookDelivery DeliveryOf(News news, WebhookEndpoint endpoint, DateTimeOffset now) => new()
    {
        Id = new DeliveryId(Postman.IdOf($"webhook/{endpoint.Key}/{news.Occasion}")),
        Endpoint = endpoint.Key,
        Kind = news.Kind,
        ContactId = news.ContactId,
        Body = body.Of(news, endpoint.IncludeText),
        MadeAt = now,
        DueAt = now,
    };
}
