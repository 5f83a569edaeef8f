using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Listeners;
using Microsoft.AspNetCore.Mvc;

namespace FollowUpAgent.Events;

/// <summary>
/// <c>/u/{token}</c>: a POST unsubscribes at once (RFC 8058), a GET only asks, since scanners follow every link. Who unsubscribed by mistake can take
/// it back there. No redirect, no cookie, no login; works for ever.
/// </summary>
internal static class UnsubscribeEndpoint
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapUnsubscribe(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/u/{token}", [HttpMethods.Get, HttpMethods.Head], AskAsync).AnswerOn(Listener.Public);
        routes.MapPost("/u/{token}", UnsubscribeAsync).WithMetadata(new RequestSizeLimitAttribute(OneClick.MostBytes)).AnswerOn(Listener.Public);
    }

    private static async Task<IResult> AskAsync(
        string token, HttpRequest request, SignedTokens tokens, MailedTemplates mailed, Unsubscriber unsubscriber, TrackingPump tracking, EventsOptions options)
    {
        if (!tokens.TryRead(token, TokenPurpose.Unsubscribe, out var read))
        {
            return PublicPage.NotFound(PageTexts.For(null, request));
        }

        var message = new MessageId(read.MessageId);
        var texts = PageTexts.For(await mailed.FindLanguageAsync(message), request);
        if (await mailed.IsTrackedAsync(message))
        {
            // A person looks at this page alone; a scanner fetches it among the other links.
            await tracking.KeepAsync(Reader.Of(request, options), EventKind.UnsubscribeViewed, message, null);
        }

        return await unsubscriber.IsUnsubscribedAsync(message) ? PublicPage.Done(texts) : PublicPage.Question(texts);
    }

    private static async Task<IResult> UnsubscribeAsync(
        string token, HttpRequest request, SignedTokens tokens, MailedTemplates mailed, Unsubscriber unsubscriber, CancellationToken cancellationToken)
    {
        if (!tokens.TryRead(token, TokenPurpose.Unsubscribe, out var read))
        {
            return PublicPage.NotFound(PageTexts.For(null, request));
        }

        var message = new MessageId(read.MessageId);
        var takesBack = await OneClick.IsTakenBackAsync(request, cancellationToken);
        var isSaid = !takesBack && await OneClick.IsSaidAsync(request, cancellationToken);
        var texts = PageTexts.For(await mailed.FindLanguageAsync(message), request);
        if (!isSaid && !takesBack)
        {
            return PublicPage.Question(texts, StatusCodes.Status400BadRequest);
        }

        try
        {
            if (takesBack)
            {
                var isBack = await unsubscriber.TakeBackAsync(message, CancellationToken.None).WaitAsync(DatabaseTrouble.LongestWait, CancellationToken.None);
                return isBack ? PublicPage.Back(texts) : PublicPage.Question(texts);
            }

            // Not stopped when the caller hangs up: it was said.
            await unsubscriber.UnsubscribeAsync(message, CancellationToken.None).WaitAsync(DatabaseTrouble.LongestWait, CancellationToken.None);
            return PublicPage.Done(texts);
        }
        catch (Exception e) when (DatabaseTrouble.Is(e))
        {
            return PublicPage.Busy(texts);
        }
    }
}
