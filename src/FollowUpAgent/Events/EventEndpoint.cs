using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Listeners;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events;

/// <summary><c>POST /hooks/events/{source}</c>: verifies the raw bytes, stores them, answers 200. A pump understands them later.</summary>
internal static class EventEndpoint
{
    /// <summary>The largest body, in bytes.</summary>
    public const int MostBytes = 5 << 20;

    /// <summary>Maps the endpoint.</summary>
    public static void MapEventEndpoint(this IEndpointRouteBuilder routes) => routes.MapPost("/hooks/events/{source}", ReceiveAsync)
        .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MostBytes))
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
            return Results.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType, title: "Send the body uncompressed");
        }

        var body = await ReadAsync(request, cancellationToken);
        var (id, timestamp, signature) = (Header(request, "webhook-id"), Header(request, "webhook-timestamp"), Header(request, "webhook-signature"));
        if (StandardSignature.WhyRefused(id, timestamp, signature, body, known.Secrets, clock.GetUtcNow()) is { } reason)
        {
            return Results.Problem(statusCode: StatusCodes.Status401Unauthorized, title: "Not accepted", detail: reason);
        }

        var row = new InboxRow
        {
            Id = ids.New(),
            Endpoint = $"events/{source}",
            DedupeKey = SHA256.HashData(Encoding.UTF8.GetBytes(id!)),
            ReceivedAt = clock.GetUtcNow(),
            Headers = JsonSerializer.Serialize(new Dictionary<string, string?> { ["webhook-id"] = id, ["webhook-timestamp"] = timestamp }),
            Body = body,
        };
        await database.WriteAsync(session => session.AddInboxRowAsync(row), cancellationToken);
        return Results.Ok();
    }

    private static string? Header(HttpRequest request, string name) => request.Headers[name] is [var one] ? one : null;

    private static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, cancellationToken);
        return buffer.ToArray();
    }
}
