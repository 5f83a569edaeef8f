using System.Globalization;
using FollowUpAgent.Contacts;
using FollowUpAgent.Dashboard.Forms;
using FollowUpAgent.Dashboard.Leads;
using FollowUpAgent.Dashboard.Learned;
using FollowUpAgent.Dashboard.Ledger;
using FollowUpAgent.Dashboard.Mailboxes;
using FollowUpAgent.Dashboard.Outlooks;
using FollowUpAgent.Dashboard.Pages;
using FollowUpAgent.Dashboard.Persons;
using FollowUpAgent.Dashboard.Plans;
using FollowUpAgent.Dashboard.Tasks;
using FollowUpAgent.Dashboard.Today;
using FollowUpAgent.Dashboard.Weeks;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Oversight;
using FollowUpAgent.Reports;
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

        routes.MapGet("/sequences", (HttpContext http, PlanPages pages) => pages.ShowAsync(http));
        routes.MapPost("/sequences/{key}/pause", (string key, HttpContext http, PlanPages pages) => pages.PauseAsync(http, key));
        routes.MapGet("/contacts", (HttpContext http, PersonPages pages) => pages.ListAsync(http));
        routes.MapGet("/contacts/{id:guid}", (Guid id, HttpContext http, PersonPages pages) => pages.ShowAsync(http, new ContactId(id)));
        routes.MapGet("/contacts/{id:guid}/export", (Guid id, HttpContext http, PersonPages pages) => pages.ExportAsync(http, new ContactId(id)))
            .WithMetadata(new NeededScope(ApiScope.Admin));
        routes.MapPost("/contacts/{id:guid}/erase", (Guid id, HttpContext http, PersonPages pages) => pages.EraseAsync(http, new ContactId(id)))
            .WithMetadata(new NeededScope(ApiScope.Admin));
        routes.MapLedgerPages();
        routes.MapGet("/learning", async (HttpContext http, PageDesk page, LearningReader reader) => MicrosOf(http.Request.Query["before"]) is { IsRead: true, Before: var before }
            ? await page.ShowAsync<LearningPage>(http, await reader.ReadAsync(before, http.RequestAborted))
            : await page.SayAsync(http, StatusCodes.Status400BadRequest, "page.cursor.wrong", "/learning"));
        routes.MapGet("/scenarios", (HttpContext http, ScenarioPages pages) => pages.ShowAsync(http));
        routes.MapGet("/lost-leads", (HttpContext http, LeadPages pages) => pages.ListAsync(http));
        routes.MapPost("/lost-leads/start", (HttpContext http, LeadPages pages) => pages.StartAsync(http));
        routes.MapPost("/lost-leads/{id:guid}/dismiss", (Guid id, HttpContext http, LeadPages pages) => pages.DismissAsync(http, new ContactId(id)));
        routes.MapGet("/reports", (HttpContext http, WeekPages pages) => pages.ListAsync(http));
        routes.MapGet("/reports/{week}", (string week, HttpContext http, WeekPages pages) => pages.ShowAsync(http, week));
        routes.MapGet("/deliverability", async (HttpContext http, PageDesk page, MailboxReader reader) =>
            await page.ShowAsync<DeliverabilityPage>(http, await reader.ReadAsync(http.RequestAborted)));
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
