using FollowUpAgent.Dashboard.Pages;
using FollowUpAgent.Decisions;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Rendering;
using Microsoft.Net.Http.Headers;

namespace FollowUpAgent.Dashboard;

/// <summary>The pages.</summary>
internal static class PageEndpoints
{
    /// <summary>Maps the page of now, a page a decision and a page a weekly report.</summary>
    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", async (HttpContext http, PageRenderer renderer, HomeReader reader, ReportsOptions options) =>
            Html(await renderer.RenderAsync<HomePage>(LanguageOf(http.Request, options), await reader.ReadAsync(http.RequestAborted), http.RequestAborted)));

        routes.MapGet("/decisions/{id:guid}", async (Guid id, HttpContext http, PageRenderer renderer, DecisionReader reader, ReportsOptions options) =>
            await reader.ReadAsync(new DecisionId(id), http.RequestAborted) is { } view
                ? Html(await renderer.RenderAsync<DecisionPage>(LanguageOf(http.Request, options), view, http.RequestAborted))
                : Results.NotFound());

        routes.MapGet("/reports/{week}", async (string week, HttpContext http, ReportDesk desk, ReportsOptions options, TimeProvider clock) =>
        {
            if (IsoWeek.TryParse(week) is not { } asked || asked.From > clock.GetUtcNow())
            {
                return Results.NotFound();
            }

            var report = await desk.GetAsync(asked, http.RequestAborted);
            return Html(ReportHtml.Write(ReportDocument.Of(report, LanguageOf(http.Request, options))));
        });
    }

    /// <summary>The first language that the browser asks for and we have, else the configured one.</summary>
    public static Texts LanguageOf(HttpRequest request, ReportsOptions options)
    {
        var asked = StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var list) ? list : [];
        return asked.Where(a => a.Quality != 0).OrderByDescending(a => a.Quality ?? 1).Select(a => Texts.Find(a.Value.Value)).FirstOrDefault(t => t is not null)
            ?? Texts.Find(options.Language)!;
    }

    private static IResult Html(string page) => Results.Content(page, "text/html; charset=utf-8");
}
