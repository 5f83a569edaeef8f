using System.Globalization;
using FollowUpAgent.Dashboard.Forms;
using FollowUpAgent.Dashboard.Learned;
using FollowUpAgent.Dashboard.Ledger;
using FollowUpAgent.Dashboard.Pages;
using FollowUpAgent.Dashboard.Tasks;
using FollowUpAgent.Dashboard.Today;
using FollowUpAgent.Oversight;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Rendering;
using FollowUpAgent.Storage;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace FollowUpAgent.Dashboard;

/// <summary>Where the pages are.</summary>
internal static class PageEndpoints
{
    /// <summary>Maps them.</summary>
    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", (HttpContext http, PausePages pages) => pages.ShowAsync(http));
        routes.MapPost("/pause", (HttpContext http, PausePages pages) => pages.SayAsync(http));
        routes.MapGet("/tasks", (HttpContext http, TaskPages pages) => pages.ListAsync(http));
        routes.MapPost("/tasks/{id:guid}/close", (Guid id, HttpContext http, TaskPages pages) => pages.CloseAsync(http, new TaskId(id)));

        routes.MapLedgerPages();
        routes.MapGet("/learning", async (HttpContext http, PageDesk page, LearningReader reader) => MicrosOf(http.Request.Query["before"]) is { IsRead: true, Before: var before }
            ? await page.ShowAsync<LearningPage>(http, await reader.ReadAsync(before, http.RequestAborted))
            : await page.SayAsync(http, StatusCodes.Status400BadRequest, "page.cursor.wrong", "/learning"));
        routes.MapGet("/reports/{week}", async (string week, HttpContext http, PageDesk page, ReportDesk desk, TimeProvider clock) =>
        {
            if (IsoWeek.TryParse(week) is not { } asked || asked.From > clock.GetUtcNow())
            {
                return await page.SayUnknownAsync(http, "/");
            }

            var report = await desk.GetAsync(asked, http.RequestAborted);
            return Results.Content(ReportHtml.Write(ReportDocument.Of(report, page.TextsOf(http))), "text/html; charset=utf-8");
        });
    }

    /// <summary>The first language that the browser asks for and we have, else the configured one.</summary>
    public static Texts LanguageOf(HttpRequest request, ReportsOptions options)
    {
        var asked = StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var list) ? list : [];
        return asked.Where(a => a.Quality != 0).OrderByDescending(a => a.Quality ?? 1).Select(a => Texts.Find(a.Value.Value)).FirstOrDefault(t => t is not null)
            ?? Texts.Find(options.Language)!;
    }

    // Nothing asked for reads as the newest.
    private static (bool IsRead, DateTimeOffset? Before) MicrosOf(StringValues asked) =>
        asked.Count == 0 ? (true, null)
        : long.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var micros) && micros <= Micros.From(DateTimeOffset.MaxValue) ? (true, Micros.ToTime(micros))
        : (false, null);
}
