using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Notices.Webhooks;

/// <summary>How a wish to send again ended.</summary>
internal enum ResendOutcome
{
    /// <summary>It is sent within seconds, if a worker runs.</summary>
    Queued,

    /// <summary>There is no such delivery (any more).</summary>
    NotKnown,

    /// <summary>Its endpoint is not in the settings, or not enabled.</summary>
    NoEndpoint,
}

/// <summary>Where people see to webhooks: what was told, tell it again, try whether an endpoint answers.</summary>
internal sealed class WebhookDesk(Database database, WebhookEndpoints endpoints, WebhookPost post, IdSource ids, TimeProvider clock)
{
    /// <summary>The most that a list shows.</summary>
    public const int MostListed = 1000;

    /// <summary>Those that are told anything.</summary>
    public IReadOnlyList<WebhookEndpoint> Endpoints => endpoints.All;

    /// <summary>Deliveries, newest first; after the one that was read last.</summary>
    public Task<List<WebhookDelivery>> ListAsync(bool onlyFailed, string? endpoint, int most, CancellationToken cancellationToken, PageMark? after = null) =>
        database.ReadAsync(s => s.ListDeliveriesAsync(onlyFailed, endpoint, most, after), cancellationToken);

    /// <summary>Sends a delivery again, whatever became of it; it keeps its id.</summary>
    public async Task<ResendOutcome> ResendAsync(DeliveryId id, CancellationToken cancellationToken)
    {
        if (await database.ReadAsync(s => s.FindDeliveryAsync(id), cancellationToken) is not { } delivery)
        {
            return ResendOutcome.NotKnown;
        }

        var now = clock.GetUtcNow();
        return endpoints.Find(delivery.Endpoint) is null ? ResendOutcome.NoEndpoint
            : await database.WriteAsync(s => s.ResendAsync(id, now), cancellationToken) ? ResendOutcome.Queued
            : ResendOutcome.NotKnown;
    }

    /// <summary>Sends again what was made for an endpoint since then.</summary>
    /// <returns>How many; null where there is no such endpoint.</returns>
    public async Task<int?> ResendAsync(string endpoint, DateTimeOffset since, bool onlyFailed, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return endpoints.Find(endpoint) is null ? null : await database.WriteAsync(s => s.ResendAsync(endpoint, since, onlyFailed, now), cancellationToken);
    }

    /// <summary>Sends a test now, from here. One that is taken lets an endpoint go on that had said that it is gone.</summary>
    /// <returns>What came of it; null where there is no such endpoint.</returns>
    public async Task<WebhookAnswer?> TestAsync(string endpoint, CancellationToken cancellationToken)
    {
        if (endpoints.Find(endpoint) is not { } known)
        {
            return null;
        }

        var answer = await post.SendAsync(known, new DeliveryId(ids.New()), WebhookBody.OfTest(known.Key, clock.GetUtcNow()), cancellationToken);
        if (answer.IsDelivered)
        {
            await database.WriteAsync(s => s.NoteAnsweringAsync(known.Key), cancellationToken);
        }

        return answer;
    }

    /// <summary>A delivery for a script. Not its body: it names people.</summary>
    public static DeliveryShown Show(WebhookDelivery delivery) => new(
        delivery.Id.Value, delivery.Endpoint, delivery.Kind, delivery.ContactId?.Value, delivery.State, delivery.Tries, delivery.Answer, delivery.MadeAt,
        delivery.State == DeliveryState.Waiting ? delivery.DueAt : null, delivery.SettledAt);
}

/// <summary>A delivery as it is answered.</summary>
internal sealed record DeliveryShown(
    Guid Id, string Endpoint, string Type, Guid? Contact, string State, long Tries, string? Answer, DateTimeOffset MadeAt, DateTimeOffset? NextTryAt, DateTimeOffset? SettledAt);
