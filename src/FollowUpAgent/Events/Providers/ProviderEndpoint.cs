using FollowUpAgent.Events.Quarantine;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Listeners;
using FollowUpAgent.Messages;
using Microsoft.AspNetCore.Mvc;

namespace FollowUpAgent.Events.Providers;

/// <summary>
/// <c>POST /hooks/{provider}/{name}</c>, with a secret behind it for those who sign nothing: lets the provider's adapter verify the raw
/// bytes, stores them, answers 200.
/// </summary>
internal static class ProviderEndpoint
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapProviders(this IEndpointRouteBuilder routes)
    {
        foreach (var path in new[] { "/hooks/{provider}/{name}", "/hooks/{provider}/{name}/{secret}" })
        {
            routes.MapPost(path, ReceiveAsync)
                .WithMetadata(new RequestSizeLimitAttribute(Intake.MostBytes))
                .RequireRateLimiting(Intake.LimitPolicy)
                .AnswerOn(Listener.Public);
            // Mandrill asks so whether we are there.
            routes.MapMethods(path, [HttpMethods.Head], (string provider, string name, WebhooksOptions options) =>
                options.Providers.TryGetValue(name, out var known) && known.Provider == provider ? Results.Ok() : Results.NotFound()).AnswerOn(Listener.Public);
        }
    }

    private static async Task<IResult> ReceiveAsync(
        string provider, string name, HttpContext context, WebhooksOptions options, IEnumerable<IEventProvider> providers, ProviderDoor door, Intake intake,
        QuarantineDoor quarantine, MessagesOptions messages, IdSource ids, TimeProvider clock, CancellationToken cancellationToken)
    {
        var adapter = providers.FirstOrDefault(p => p.Name == provider);
        if (adapter is null || !options.Providers.TryGetValue(name, out var known) || known.Provider != provider)
        {
            return Results.NotFound();
        }

        var (body, refusal) = await Intake.ReadAsync(context.Request, Intake.MostBytes, cancellationToken);
        if (body is null)
        {
            return refusal!;
        }

        var (now, endpoint) = (clock.GetUtcNow(), $"{provider}/{name}");
        var delivery = DeliveryOf(context.Request, body, messages.PublicUrl);
        switch (await door.CheckAsync(adapter, delivery, known.Secrets, now, cancellationToken))
        {
            case ProviderVerdict.Refused(var reason):
                await quarantine.KeepAsync(adapter, endpoint, delivery, context.Request.Headers, reason, now);
                return intake.RefuseForged(endpoint, reason);
            case ProviderVerdict.Accepted accepted when await door.ConfirmAsync(accepted, cancellationToken):
                var row = accepted.ToRow(ids.New(), endpoint, body, now);
                return await intake.StoreAsync(row, context.Response, adapter.BusyStatus, bindsBody: accepted.KeyBindsBody);
            default:
                // The certificate, or the confirmation, cannot be had now.
                return Intake.ComeAgain(context.Response, adapter.BusyStatus);
        }
    }

    // The address as the provider knows it: behind a proxy the request's own host is another.
    private static ProviderDelivery DeliveryOf(HttpRequest request, byte[] body, string publicUrl) => new(header => Intake.Header(request, header), body)
    {
        Url = publicUrl.TrimEnd('/') + request.PathBase.ToUriComponent() + request.Path.ToUriComponent() + request.QueryString.ToUriComponent(),
        PathSecret = request.RouteValues.TryGetValue("secret", out var secret) ? secret as string : null,
    };
}
