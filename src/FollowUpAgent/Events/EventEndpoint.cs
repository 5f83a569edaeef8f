using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Listeners;
using FollowUpAgent.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace FollowUpAgent.Events;

/// <summary><c>POST /hooks/events/{source}</c>: verifies the raw bytes, stores them, answers 200. A pump understands them later.</summary>
internal static class EventEndpoint
{
    /// <summary>The largest body, in bytes.</summary>
    public const int MostBytes = 5 << 20;

    private const int MostAtOnce = 32;
    private const string LimitPolicy = "webhooks";

    /// <summary>Adds the limit that keeps a storm of large bodies out of memory; beyond it senders are asked to come again.</summary>
    public static void AddWebhookLimit(this IServiceCollection services) => services.Configure<RateLimiterOptions>(limiter =>
        limiter.AddConcurrencyLimiter(LimitPolicy, options => (options.PermitLimit, options.QueueLimit) = (MostAtOnce, 2 * MostAtOnce)));

    /// <summary>Maps the endpoint.</summary>
    public static void MapEventEndpoint(this IEndpointRouteBuilder routes) => routes.MapPost("/hooks/events/{source}", ReceiveAsync)
        .WithMetadata(new RequestSizeLimitAttribute(MostBytes))
        .RequireRateLimiting(LimitPolicy)
        .AnswerOn(Listener.Public);

    private static async Task<IResult> ReceiveAsync(
        string source, HttpRequest request, WebhooksOptions options, Database database, IdSource ids, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (!options.Sources.TryGetValue(source, out var known))
        {
            return Results.NotFound();
        }

        if (request.Headers.ContentEncoding.Count > 0)
        {
            return Refusal(StatusCodes.Status415UnsupportedMediaType, "Send the body uncompressed");
        }

        byte[] body;
        try
        {
            body = await ReadAsync(request, cancellationToken);
        }
        catch (BadHttpRequestException e)
        {
            return Refusal(e.StatusCode, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? $"Send at most {MostBytes} bytes" : "The body cannot be read");
        }

        var (id, timestamp, signature) = (Header(request, "webhook-id"), Header(request, "webhook-timestamp"), Header(request, "webhook-signature"));
        var now = clock.GetUtcNow();
        if (StandardSignature.WhyRefused(id, timestamp, signature, body, known.Secrets, now) is { } reason)
        {
            return Refusal(StatusCodes.Status401Unauthorized, "Not accepted", reason);
        }

        var row = new InboxRow
        {
            Id = ids.New(),
            Endpoint = $"events/{source}",
            DedupeKey = SHA256.HashData(Encoding.UTF8.GetBytes(id!)),
            ReceivedAt = now,
            Headers = JsonSerializer.Serialize(new Dictionary<string, string?> { ["webhook-id"] = id, ["webhook-timestamp"] = timestamp }),
            Body = body,
        };
        return await StoreAsync(row, request.HttpContext.Response, database);
    }

    private static async Task<IResult> StoreAsync(InboxRow row, HttpResponse response, Database database)
    {
        try
        {
            // Not stopped when the caller hangs up: the bytes are here and genuine.
            await database.WriteAsync(session => session.AddInboxRowAsync(row), CancellationToken.None).WaitAsync(DatabaseTrouble.LongestWait);
            return Results.Ok();
        }
        catch (Exception e) when (DatabaseTrouble.Is(e))
        {
            // The sender comes again; if this write was only slow, its id makes the second delivery harmless.
            response.Headers.RetryAfter = "30";
            return Refusal(StatusCodes.Status503ServiceUnavailable, "Cannot be stored now, please send it again");
        }
    }

    private static IResult Refusal(int status, string title, string? detail = null) => Results.Problem(statusCode: status, title: title, detail: detail);

    private static string? Header(HttpRequest request, string name) => request.Headers[name] is [var one] ? one : null;

    private static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, cancellationToken);
        return buffer.ToArray();
    }
}
