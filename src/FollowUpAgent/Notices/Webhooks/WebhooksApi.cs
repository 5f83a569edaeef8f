using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Notices.Webhooks;

/// <summary>Outgoing webhooks by API.</summary>
internal static class WebhooksApi
{
    /// <summary>Maps <c>GET /api/v1/webhooks</c> and <c>POST /api/v1/webhooks/{id}/resend</c>.</summary>
    public static void MapWebhooks(this RouteGroupBuilder api)
    {
        var webhooks = api.MapGroup("").WithTags("Notices");
        webhooks.MapGet("/webhooks", ListAsync).Needs(ApiScope.Read)
            .Tells<Page<DeliveryShown>>("listWebhooks", "What was told to other programs or waits to be, the newest first; or only what was given up.");
        webhooks.MapPost("/webhooks/{id:guid}/resend", ResendAsync).Needs(ApiScope.Admin)
            .Tells<DeliveryQueued>("resendWebhook", "Sends a delivery again, whatever became of it; it keeps its id.", 404, 409);
    }

    private static Task<IResult> ListAsync(
        [AsParameters] PageRequest page, bool? failed, string? endpoint, Pages pages, WebhookDesk desk, CancellationToken cancellationToken) => pages.ReadAsync(
        page,
        $"webhooks {failed ?? false} {endpoint}",
        (after, most) => desk.ListAsync(failed ?? false, endpoint, most, cancellationToken, after),
        delivery => new PageMark(Micros.From(delivery.MadeAt), delivery.Id.Value),
        WebhookDesk.Show);

    private static async Task<IResult> ResendAsync(Guid id, WebhookDesk desk, CancellationToken cancellationToken) =>
        await desk.ResendAsync(new DeliveryId(id), cancellationToken) switch
        {
            ResendOutcome.Queued => Results.Ok(new DeliveryQueued(id)),
            ResendOutcome.NotKnown => Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such delivery", detail: "It was deleted for its age, or never was."),
            ResendOutcome.NoEndpoint => Results.Problem(statusCode: StatusCodes.Status409Conflict, title: "No such endpoint", detail: "Its endpoint is not in the settings, or not enabled."),
            var other => throw new InvalidOperationException($"No such outcome: {other}."),
        };
}

/// <summary>A delivery that is sent again within seconds, if a worker runs.</summary>
internal sealed record DeliveryQueued(Guid Id);
