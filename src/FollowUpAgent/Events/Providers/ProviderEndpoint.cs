using System.Text.Json;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Listeners;
using Microsoft.AspNetCore.Mvc;

namespace FollowUpAgent.Events.Providers;

/// <summary><c>POST /hooks/{provider}/{name}</c>: lets the provider's adapter verify the raw bytes, stores them, answers 200.</summary>
internal static class ProviderEndpoint
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapProviders(this IEndpointRouteBuilder routes) => routes.MapPost("/hooks/{provider}/{name}", ReceiveAsync)
        .WithMetadata(new RequestSizeLimitAttribute(Intake.MostBytes))
        .RequireRateLimiting(Intake.LimitPolicy)
        .AnswerOn(Listener.Public);

    private static async Task<IResult> ReceiveAsync(
        string provider, string name, HttpRequest request, WebhooksOptions options, IEnumerable<IEventProvider> providers, Intake intake,
        IdSource ids, TimeProvider clock, CancellationToken cancellationToken)
    {
        var adapter = providers.FirstOrDefault(p => p.Name == provider);
        if (adapter is null || !options.Providers.TryGetValue(name, out var known) || known.Provider != provider)
        {
            return Results.NotFound();
        }

        var (body, refusal) = await Intake.ReadAsync(request, Intake.MostBytes, cancellationToken);
        if (body is null)
        {
            return refusal!;
        }

        var now = clock.GetUtcNow();
        var endpoint = $"{provider}/{name}";
        switch (adapter.Check(new ProviderDelivery(header => Intake.Header(request, header), body), known.Secrets, now))
        {
            case ProviderVerdict.Refused(var reason):
                return intake.RefuseForged(endpoint, reason);
            case ProviderVerdict.Accepted(var key, var kept):
                var row = new InboxRow
                {
                    Id = ids.New(),
                    Endpoint = endpoint,
                    DedupeKey = key,
                    ReceivedAt = now,
                    Headers = JsonSerializer.Serialize(kept),
                    Body = body,
                };
                return await intake.StoreAsync(row, request.HttpContext.Response, adapter.BusyStatus);
            case var other:
                throw new InvalidOperationException($"No such verdict: {other}.");
        }
    }
}
