using System.Security.Cryptography;
using System.Text;

namespace FollowUpAgent.Hosting.Api;

/// <summary>
/// Lets a write with an <c>Idempotency-Key</c> take place once and gives its answer to each repeat (draft-ietf-httpapi-idempotency-key-header). What
/// failed on our side is forgotten, for it did not take place.
/// </summary>
internal sealed class Idempotency(IIdempotencyLedger ledger, KeyRing keys)
{
    /// <summary>The header with the key.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>The longest key, in letters.</summary>
    public const int LongestKey = 200;

    private const string ReplayedHeader = "Idempotency-Replayed";

    // Longer than any write takes; after a crash a repeat waits this long.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private readonly byte[] key = keys.For("idempotency");

    /// <summary>Answers a write that has a key.</summary>
    public async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers[Header] is not [{ Length: > 0 and <= LongestKey } given] || given.Any(c => c is < '!' or > '~'))
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "The idempotency key cannot be used", $"'{Header}' is one text of 1 to {LongestKey} visible ASCII characters.");
            return;
        }

        var request = await ReadAsync(context, given);
        switch (await ledger.BeginAsync(request, Lease, context.RequestAborted))
        {
            case Claim.Ours ours:
                await CarryOutAsync(context, next, request, ours);
                return;
            case Claim.Running:
                context.Response.Headers.RetryAfter = "1";
                await RefuseAsync(context, StatusCodes.Status409Conflict, "The first request is still running", "Send it again later, with the same key.");
                return;
            case Claim.Taken:
                await RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, "The idempotency key is taken", "It was used for another request: give each write a key of its own.");
                return;
            case Claim.Answered { Answer: var answer }:
                await RepeatAsync(context, answer);
                return;
            case var other:
                throw new InvalidOperationException($"No such claim: {other}.");
        }
    }

    /// <summary>Reads the body, which the endpoint reads again, and names the request.</summary>
    private async Task<IdempotentRequest> ReadAsync(HttpContext context, string given)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        body.Position = 0;
        context.Request.Body = body;
        var what = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}\n";
        return new IdempotentRequest(
            HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{context.ApiCaller()!.Id}\n{given}")),
            HMACSHA256.HashData(key, (byte[])[.. Encoding.UTF8.GetBytes(what), .. body.ToArray()]));
    }

    private async Task CarryOutAsync(HttpContext context, RequestDelegate next, IdempotentRequest request, Claim.Ours claim)
    {
        // Who hangs up asks again: what was begun is brought to its end, so that there is an answer to give.
        context.RequestAborted = CancellationToken.None;
        var outside = context.Response.Body;
        using var body = new MemoryStream();
        context.Response.Body = body;
        var hasTakenPlace = false;
        try
        {
            await next(context);
            await context.Response.BodyWriter.FlushAsync(CancellationToken.None);
            hasTakenPlace = context.Response.StatusCode < StatusCodes.Status500InternalServerError;
        }
        finally
        {
            context.Response.Body = outside;
            await (hasTakenPlace
                ? ledger.EndAsync(request, claim, new KeptAnswer(context.Response.StatusCode, context.Response.ContentType, body.ToArray()), CancellationToken.None)
                : ledger.ForgetAsync(request, claim, CancellationToken.None));
        }

        await outside.WriteAsync(body.ToArray(), CancellationToken.None);
    }

    private static async Task RepeatAsync(HttpContext context, KeptAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.Headers[ReplayedHeader] = "true";
        if (answer.Body is null)
        {
            await context.Response.WriteAsJsonAsync(new { detail = "It took place once. What was answered is not kept: somebody was erased since, whom it may name." });
            return;
        }

        context.Response.ContentType = answer.ContentType;
        await context.Response.Body.WriteAsync(answer.Body);
    }

    private static Task RefuseAsync(HttpContext context, int status, string title, string detail) =>
        Results.Problem(statusCode: status, title: title, detail: detail).ExecuteAsync(context);
}
