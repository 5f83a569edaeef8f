using System.Buffers;
using System.Security.Cryptography;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Listeners;
using Microsoft.AspNetCore.Mvc;

namespace FollowUpAgent.Events.Mail;

/// <summary>
/// <c>POST /hooks/mail/{secret}</c>: takes one raw mail as a mail server hands it on, stores it, answers. Of a large one the beginning is kept:
/// what people write stands before what they attach.
/// </summary>
internal static class MailEndpoint
{
    /// <summary>The endpoint's name in the inbox.</summary>
    public const string Endpoint = "mail";

    /// <summary>The largest mail that is taken, in bytes.</summary>
    public const int MostBytes = 35 << 20;

    /// <summary>How much of it is kept.</summary>
    public const int MostKept = 4 << 20;

    /// <summary>Maps the endpoint.</summary>
    public static void MapMail(this IEndpointRouteBuilder routes) => routes.MapPost("/hooks/mail/{secret}", ReceiveAsync)
        .WithMetadata(new RequestSizeLimitAttribute(MostBytes))
        .RequireRateLimiting(Intake.LimitPolicy)
        .AnswerOn(Listener.Public);

    private static async Task<IResult> ReceiveAsync(
        string secret, HttpRequest request, MailSecrets secrets, Intake intake, IdSource ids, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!secrets.Hold(secret))
        {
            return Results.NotFound();
        }

        byte[] mail;
        try
        {
            mail = await ReadBeginningAsync(request.Body, cancellationToken);
        }
        catch (BadHttpRequestException e)
        {
            return Intake.Unreadable(e, MostBytes);
        }

        if (mail.Length == 0)
        {
            return Intake.Refusal(StatusCodes.Status400BadRequest, "An empty body is no mail");
        }

        var row = new InboxRow { Id = ids.New(), Endpoint = Endpoint, DedupeKey = SHA256.HashData(mail), ReceivedAt = clock.GetUtcNow(), Body = mail };
        return await intake.StoreAsync(row, request.HttpContext.Response);
    }

    // The rest is read too: who is cut off in the middle of a mail would send it again.
    private static async Task<byte[]> ReadBeginningAsync(Stream body, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
        try
        {
            while (await body.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                kept.Write(buffer, 0, Math.Min(read, MostKept - (int)kept.Length));
            }

            return kept.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
