using System.Buffers.Binary;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Notices.Webhooks;

/// <summary>
/// Delivers to one endpoint, several at once while it answers and one at a time while it does not; a pump of its own, so that a slow one holds up
/// no other. At least once: a worker that dies between the answer and its note sends the same id again.
/// </summary>
internal sealed partial class WebhookPump(
    string endpointKey, Database database, WebhookEndpoints endpoints, WebhookPost post, Chance chance, TimeProvider clock, ILogger<WebhookPump> logger) : IPump
{
    private const int AtOnce = 8;
    private const int MostDoublings = 6;

    // Four times as long as a try may take.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstBreath = TimeSpan.FromSeconds(1);
    private readonly WebhookEndpoint? endpoint = endpoints.Find(endpointKey);
    private int failedPasses;

    /// <inheritdoc />
    public string Name => $"webhook-{endpointKey}";

    /// <inheritdoc />
    public TimeSpan Rest { get; } = TimeSpan.FromSeconds(1);

    // What waits for an endpoint that is down is not thrown at it all at once.
    /// <inheritdoc />
    public TimeSpan Breath => failedPasses == 0 ? TimeSpan.Zero : FirstBreath * Math.Pow(2, Math.Min(failedPasses - 1, MostDoublings));

    /// <inheritdoc />
    public async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (endpoint is null || !await database.ReadAsync(s => s.HasDueAsync(endpoint.Key, now), cancellationToken))
        {
            return 0;
        }

        var most = failedPasses == 0 ? AtOnce : 1;
        var claimed = await database.WriteAsync(s => s.ClaimDueAsync(endpoint.Key, now, most, Lease), cancellationToken);
        var delivered = await Task.WhenAll(claimed.Select(d => TellAsync(endpoint, d, cancellationToken)));
        if (claimed.Count > 0)
        {
            failedPasses = delivered.Contains(true) ? 0 : failedPasses + 1;
        }

        return claimed.Count;
    }

    private async Task<bool> TellAsync(WebhookEndpoint to, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        var answer = await post.SendAsync(to, delivery.Id, delivery.Body, cancellationToken);
        var now = clock.GetUtcNow();
        var after = After(delivery, answer, now);
        var isNews = await database.WriteAsync(
            async session =>
            {
                await session.NoteTryAsync(after);
                return answer.IsDelivered ? await session.NoteAnsweringAsync(to.Key) : await session.NoteFailingAsync(to.Key, answer, now);
            },
            CancellationToken.None);
        if (isNews)
        {
            Tell(to.Key, answer);
        }

        return answer.IsDelivered;
    }

    private WebhookDelivery After(WebhookDelivery delivery, WebhookAnswer answer, DateTimeOffset now)
    {
        if (answer.IsDelivered)
        {
            return delivery with { State = DeliveryState.Delivered, SettledAt = now, Answer = answer.Said };
        }

        // Where the endpoint is gone nothing was wrong with the delivery: it waits until there is one again.
        var pause = answer.IsGone ? TimeSpan.Zero : RetrySchedule.After(delivery.Tries, NextChance(), answer.RetryAfter);
        return pause is { } wait
            ? delivery with { DueAt = now + wait, Answer = answer.Said }
            : delivery with { State = DeliveryState.Failed, SettledAt = now, Answer = answer.Said };
    }

    private double NextChance()
    {
        Span<byte> bytes = stackalloc byte[4];
        chance.Fill(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes) / (double)uint.MaxValue;
    }

    private void Tell(string key, WebhookAnswer answer)
    {
        if (answer.IsDelivered)
        {
            WorksAgain(key);
            return;
        }

        BeganToFail(key, answer.Said);
    }

    [LoggerMessage(2601, LogLevel.Warning, "Webhooks to {Endpoint} began to fail: {Answer}. They are tried again for three days.")]
    private partial void BeganToFail(string endpoint, string answer);

    [LoggerMessage(2602, LogLevel.Information, "Webhooks to {Endpoint} work again.")]
    private partial void WorksAgain(string endpoint);
}
