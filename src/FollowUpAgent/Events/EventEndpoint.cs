using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FollowUpAgent.Events.Providers;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Listeners;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace FollowUpAgent.Events;

/// <summary><c>POST /hooks/events/{source}</c>: verifies the raw bytes, stores them, answers 200. A pump understands them later.</summary>
internal static class EventEndpoint
{
    private const int MostAtOnce = 32;

    /// <summary>Adds the limit for all webhooks.</summary>
    public static void AddWebhookLimit(this IServiceCollection services) => services.Configure<RateLimiterOptions>(limiter =>
    {
        limiter.AddConcurrencyLimiter(Intake.LimitPolicy, options => (options.PermitLimit, options.QueueLimit) = (MostAtOnce, 2 * MostAtOnce));
        limiter.OnRejected = (rejected, _) =>
        {
            AskToComeAgain(rejected.HttpContext);
            return ValueTask.CompletedTask;
        };
    });

    /// <summary>Maps the endpoint.</summary>
    public static void MapEventEndpoint(this IEndpointRouteBuilder routes) => routes.MapPost("/hooks/events/{source}", ReceiveAsync)
        .WithMetadata(new RequestSizeLimitAttribute(Intake.MostBytes))
        .RequireRateLimiting(Intake.LimitPolicy)
        .AnswerOn(Listener.Public);

    // A mail server or provider takes 503 for "later"; 429 some take for "never", and Brevo the other way round.
    private static void AskToComeAgain(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/hooks", StringComparison.Ordinal))
        {
            var provider = context.RequestServices.GetServices<IEventProvider>().FirstOrDefault(p => context.Request.Path.StartsWithSegments($"/hooks/{p.Name}", StringComparison.Ordinal));
            context.Response.StatusCode = provider?.BusyStatus ?? StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = Intake.ComeAgainAfterSeconds;
        }
    }

    private static async Task<IResult> ReceiveAsync(
        string source, HttpRequest request, WebhooksOptions options, Intake intake, IdSource ids, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!options.Sources.TryGetValue(source, out var known))
        {
            return Results.NotFound();
        }

        var (body, refusal) = await Intake.ReadAsync(request, Intake.MostBytes, cancellationToken);
        if (body is null)
        {
            return refusal!;
        }

        var (id, timestamp) = (Intake.Header(request, "webhook-id"), Intake.Header(request, "webhook-timestamp"));
        var (now, endpoint) = (clock.GetUtcNow(), $"events/{source}");
        if (StandardSignature.WhyRefused(id, timestamp, Intake.Header(request, "webhook-signature"), body, known.Secrets, now) is { } reason)
        {
            return intake.RefuseForged(endpoint, reason);
        }

        var row = new InboxRow
        {
            Id = ids.New(),
            Endpoint = endpoint,
            DedupeKey = SHA256.HashData(Encoding.UTF8.GetBytes(id!)),
            ReceivedAt = now,
            Headers = JsonSerializer.Serialize(new Dictionary<string, string?> { ["webhook-id"] = id, ["webhook-timestamp"] = timestamp }),
            Body = body,
        };
        return await intake.StoreAsync(row, request.HttpContext.Response);
    }
}
