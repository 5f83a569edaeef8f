using System.Diagnostics;
using System.Text.Json;
using FollowUpAgent.Reports;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dashboard;

/// <summary>Sends the figures of now to open pages (server-sent events): at most once a second, only what changed, to a bounded number.</summary>
internal sealed class LiveStreams(LiveFeed feed, Rehearsal rehearsal, DashboardOptions options, ReportsOptions reports, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenSigns = TimeSpan.FromSeconds(15);
    private int open;

    /// <summary>Serves one page until it or the agent goes.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        if (Interlocked.Increment(ref open) > options.MostStreams)
        {
            Interlocked.Decrement(ref open);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "30";
            return;
        }

        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await StreamAsync(context, ends.Token);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The page was closed, or the agent stops.
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    }

    private async Task StreamAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var texts = PageEndpoints.LanguageOf(context.Request, reports);
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        await context.Response.WriteAsync("retry: 3000\n\n", cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
        var (sent, sentAt) = ("", 0L);
        while (true)
        {
            var data = await ReadAsync(texts, cancellationToken);
            if (data is not null && data != sent)
            {
                await context.Response.WriteAsync($"event: numbers\ndata: {data}\n\n", cancellationToken);
                (sent, sentAt) = (data, Stopwatch.GetTimestamp());
            }
            else if (Stopwatch.GetElapsedTime(sentAt) > BetweenSigns)
            {
                // A comment: proxies close what is silent, and a page that has gone is noticed.
                await context.Response.WriteAsync(": here\n\n", cancellationToken);
                sentAt = Stopwatch.GetTimestamp();
            }

            await context.Response.Body.FlushAsync(cancellationToken);
            await Task.Delay(BetweenLooks, cancellationToken);
        }
    }

    private async Task<string?> ReadAsync(Texts texts, CancellationToken cancellationToken)
    {
        try
        {
            var numbers = await feed.GetAsync(cancellationToken);
            var shown = numbers.ByName.ToDictionary(n => n.Key, n => n.Value.ToString("N0", texts.Culture));
            shown["week"] = rehearsal.Week.ToString(texts.Culture);
            return JsonSerializer.Serialize(shown);
        }
        catch (Exception e) when (DatabaseAway.Is(e))
        {
            return null;
        }
    }
}
