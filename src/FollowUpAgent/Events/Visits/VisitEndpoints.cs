using System.Security.Cryptography;
using FollowUpAgent.Hosting.Listeners;
using FollowUpAgent.Signals;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace FollowUpAgent.Events.Visits;

/// <summary>
/// <c>/t/s.js</c> is the script for the operator's own pages, <c>/t/v</c> is where it reports. Both are there only where own sites are
/// configured, and only pages of those may report; no cookie and no credential is ever asked for.
/// </summary>
internal static class VisitEndpoints
{
    /// <summary>The endpoint's name in the inbox.</summary>
    public const string Endpoint = "visit";

    private const int MostBytes = 4 << 10;
    private static readonly byte[] Script = ReadScript();
    private static readonly EntityTagHeaderValue Version = new($"\"{Convert.ToHexStringLower(SHA256.HashData(Script))[..16]}\"");

    /// <summary>Maps both.</summary>
    public static void MapVisits(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/t/s.js", [HttpMethods.Get, HttpMethods.Head], GiveScript).AnswerOn(Listener.Public);
        routes.MapPost("/t/v", ReceiveAsync).WithMetadata(new RequestSizeLimitAttribute(MostBytes)).AnswerOn(Listener.Public);
        routes.MapMethods("/t/v", [HttpMethods.Options], AllowFirst).AnswerOn(Listener.Public);
    }

    private static IResult GiveScript(HttpResponse response, SignalsOptions signals)
    {
        if (signals.Sites.Length == 0)
        {
            return Results.NotFound();
        }

        // A day: a new version of it is on every page tomorrow. Pages that isolate themselves may take it from another site all the same.
        response.Headers.CacheControl = "public, max-age=86400";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        return Results.Bytes(Script, "text/javascript; charset=utf-8", entityTag: Version);
    }

    private static async Task<IResult> ReceiveAsync(
        HttpRequest request, VisitDoor door, SignalsOptions signals, EventsOptions options, CancellationToken cancellationToken)
    {
        if (!Lets(request, signals))
        {
            return Intake.Refusal(StatusCodes.Status403Forbidden, "Not one of the own sites", "Add the page's origin to Signals:Sites.");
        }

        var (body, refusal) = await Intake.ReadAsync(request, MostBytes, cancellationToken);
        if (body is null)
        {
            return refusal!;
        }

        if (VisitReader.Read(body) is not { } said)
        {
            return Intake.Refusal(StatusCodes.Status422UnprocessableEntity, "Not a visit as the script reports it");
        }

        // The script is silent then; this is for copies of it that are not. To be forgotten anybody may ask.
        if (said.Forget || !Refuses(request))
        {
            await door.TakeAsync(said, Reader.Of(request, options));
        }

        return Results.NoContent();
    }

    // The script's own request needs no such question; a program that posts with another content type asks it.
    private static IResult AllowFirst(HttpRequest request, SignalsOptions signals)
    {
        if (!Lets(request, signals))
        {
            return Results.NotFound();
        }

        var headers = request.HttpContext.Response.Headers;
        headers.AccessControlAllowMethods = HttpMethods.Post;
        headers.AccessControlAllowHeaders = "content-type";
        headers.AccessControlMaxAge = "86400";
        return Results.NoContent();
    }

    private static bool Lets(HttpRequest request, SignalsOptions signals)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.CacheControl = "no-store";
        headers.Vary = HeaderNames.Origin;
        if (Intake.Header(request, HeaderNames.Origin) is not { } origin || !signals.Sites.Contains(origin, StringComparer.Ordinal))
        {
            return false;
        }

        headers.AccessControlAllowOrigin = origin;
        return true;
    }

    private static bool Refuses(HttpRequest request) => Intake.Header(request, "Sec-GPC") == "1" || Intake.Header(request, "DNT") == "1";

    private static byte[] ReadScript()
    {
        using var stream = typeof(VisitEndpoints).Assembly.GetManifestResourceStream("Visits/s.js")!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
