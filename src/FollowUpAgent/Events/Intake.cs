using System.Collections.Concurrent;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events;

/// <summary>
/// What every endpoint that takes in does alike: reads a bounded body, stores the row before it answers, asks to come again while that
/// cannot be done, and counts what was refused as forged.
/// </summary>
internal sealed class Intake(Database database, InboxWriter inbox, TimeProvider clock)
{
    /// <summary>The largest body of events, in bytes.</summary>
    public const int MostBytes = 5 << 20;

    /// <summary>The limit that keeps a storm of large bodies out of memory; beyond it senders are asked to come again.</summary>
    public const string LimitPolicy = "webhooks";

    /// <summary>When a sender that we cannot serve now should come again, in seconds.</summary>
    public const string ComeAgainAfterSeconds = "30";

    private readonly ConcurrentDictionary<string, Forgeries> forged = new(StringComparer.Ordinal);

    /// <summary>How many deliveries were refused since the start, by endpoint; endpoints are configured, so they are few.</summary>
    public IReadOnlyDictionary<string, Forgeries> Forged => forged;

    /// <summary>The one value of a header, or null.</summary>
    public static string? Header(HttpRequest request, string name) => request.Headers[name] is [var one] ? one : null;

    /// <summary>The raw body, or the answer that refuses it.</summary>
    public static async Task<(byte[]? Body, IResult? Refusal)> ReadAsync(HttpRequest request, long most, CancellationToken cancellationToken)
    {
        if (request.Headers.ContentEncoding.Count > 0)
        {
            return (null, Refusal(StatusCodes.Status415UnsupportedMediaType, "Send the body uncompressed"));
        }

        try
        {
            using var buffer = new MemoryStream();
            await request.Body.CopyToAsync(buffer, cancellationToken);
            return (buffer.ToArray(), null);
        }
        catch (BadHttpRequestException e)
        {
            return (null, Unreadable(e, most));
        }
    }

    /// <summary>Stores the row and answers 200, also to a repeat; or asks to come again.</summary>
    /// <param name="row">What came in.</param>
    /// <param name="response">For the header that says when to come again.</param>
    /// <param name="busyStatus">The status that makes this sender come again.</param>
    /// <param name="done">The answer once it is stored; 200 by default.</param>
    /// <param name="bindsBody">Whether another body under the same key is a forgery, not a repeat.</param>
    public async Task<IResult> StoreAsync(
        InboxRow row, HttpResponse response, int busyStatus = StatusCodes.Status503ServiceUnavailable, IResult? done = null, bool bindsBody = false)
    {
        try
        {
            // Not stopped when the caller hangs up: the bytes are here and genuine.
            var isGenuine = await AddAsync(row, bindsBody).WaitAsync(DatabaseTrouble.LongestWait);
            return isGenuine ? done ?? Results.Ok() : RefuseForged(row.Endpoint, "its token was used for another body");
        }
        catch (Exception e) when (DatabaseTrouble.Is(e))
        {
            // The sender comes again; if this write was only slow, its key makes the second delivery harmless.
            return ComeAgain(response, busyStatus);
        }
    }

    private async Task<bool> AddAsync(InboxRow row, bool bindsBody) =>
        await inbox.AddAsync(row) || !bindsBody || await database.ReadAsync(session => session.IsSameBodyAsync(row), CancellationToken.None);

    /// <summary>Asks to come again.</summary>
    public static IResult ComeAgain(HttpResponse response, int busyStatus)
    {
        response.Headers.RetryAfter = ComeAgainAfterSeconds;
        return Refusal(busyStatus, "Cannot be stored now, please send it again");
    }

    /// <summary>Counts a delivery that is not genuine and refuses it.</summary>
    public IResult RefuseForged(string endpoint, string reason)
    {
        var now = clock.GetUtcNow();
        forged.AddOrUpdate(endpoint, new Forgeries(1, now), (_, before) => new Forgeries(before.Count + 1, now));
        return Refusal(StatusCodes.Status401Unauthorized, "Not accepted", reason);
    }

    /// <summary>The answer to a body that broke off or is too large.</summary>
    public static IResult Unreadable(BadHttpRequestException e, long most) => Refusal(
        e.StatusCode, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? $"Send at most {most} bytes" : "The body cannot be read");

    /// <summary>An answer that says why not.</summary>
    public static IResult Refusal(int status, string title, string? detail = null) => Results.Problem(statusCode: status, title: title, detail: detail);
}

/// <summary>Deliveries that were refused as not genuine.</summary>
/// <param name="Count">How many since the start.</param>
/// <param name="Last">When the last one came.</param>
internal readonly record struct Forgeries(long Count, DateTimeOffset Last);
