using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Listeners;
using FollowUpAgent.Messages;
using FollowUpAgent.Signals;

namespace FollowUpAgent.Events;

/// <summary><c>/c/{token}</c> leads on to where a link was meant to go, <c>/o/{token}.gif</c> is the pixel. The reader comes first, the event second.</summary>
internal static class TrackingEndpoints
{
    // One transparent point.
    private static readonly byte[] Pixel = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==");

    /// <summary>Maps both.</summary>
    public static void MapTracking(this IEndpointRouteBuilder routes)
    {
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        routes.MapMethods("/c/{token}", methods, FollowAsync).AnswerOn(Listener.Public);
        routes.MapMethods("/o/{token}.gif", methods, OpenAsync).AnswerOn(Listener.Public);
    }

    private static async Task<IResult> FollowAsync(
        string token, HttpRequest request, SignedTokens tokens, MailedTemplates mailed, TrackingPump tracking, EventsOptions options, SignalsOptions signals, VisitTokens visits, TimeProvider clock)
    {
        if (!tokens.TryRead(token, TokenPurpose.Click, out var read))
        {
            return PublicPage.NotFound(PageTexts.For(null, request));
        }

        var message = new MessageId(read.MessageId);
        try
        {
            if (await mailed.FindLinkAsync(message, read.Link) is not { } url)
            {
                return PublicPage.NotFound(PageTexts.For(null, request));
            }

            await tracking.KeepAsync(Reader.Of(request, options), EventKind.Clicked, message, read.Link);
            KeepOutOfCaches(request.HttpContext.Response);
            request.HttpContext.Response.Headers["Referrer-Policy"] = "no-referrer";
            // What no person sees, only a scanner follows: nobody is named there.
            var isNamed = read.Link != TrackedLink.Honeypot && signals.IsOwnSite(url);
            return Results.Redirect(isNamed ? Named(url, visits.Create(read.MessageId, clock.GetUtcNow())) : url);
        }
        catch (Exception e) when (DatabaseTrouble.Is(e))
        {
            return PublicPage.Busy(PageTexts.For(null, request));
        }
    }

    private static async Task<IResult> OpenAsync(
        string token, HttpRequest request, SignedTokens tokens, TrackingPump tracking, EventsOptions options)
    {
        if (!tokens.TryRead(token, TokenPurpose.Open, out var read))
        {
            return Results.NotFound();
        }

        await tracking.KeepAsync(Reader.Of(request, options), EventKind.Opened, new MessageId(read.MessageId), null);
        KeepOutOfCaches(request.HttpContext.Response);
        return Results.Bytes(Pixel, "image/gif");
    }

    private static string Named(string url, string token)
    {
        var end = url.IndexOf('#', StringComparison.Ordinal) is var hash and >= 0 ? hash : url.Length;
        return url.Insert(end, $"{(url.AsSpan(0, end).Contains('?') ? '&' : '?')}{VisitTokens.Parameter}={token}");
    }

    private static void KeepOutOfCaches(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
    }
}
