using FollowUpAgent.Dashboard.Forms;
using FollowUpAgent.Dashboard.Pages;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Rendering;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dashboard.Weeks;

/// <summary>The pages of weekly reports: the list, and one week.</summary>
internal sealed class WeekPages(Database database, ReportDesk desk, PageDesk page, TimeProvider clock)
{
    private const string Path = "/reports";
    private const int RowsOfPage = 52;

    /// <summary>The list, newest first.</summary>
    public async Task<IResult> ListAsync(HttpContext http)
    {
        var asked = http.Request.Query["before"].ToString();
        var before = asked.Length == 0 ? null : IsoWeek.TryParse(asked);
        if (asked.Length > 0 && before is null)
        {
            return await page.SayAsync(http, StatusCodes.Status400BadRequest, "page.cursor.wrong", Path);
        }

        var weeks = await database.ReadAsync(s => s.FindWeeksAsync(before?.Key ?? "9999", RowsOfPage + 1), http.RequestAborted);
        var running = before is null ? IsoWeek.Of(clock.GetUtcNow()) : null;
        return await page.ShowAsync<ReportsPage>(http, new WeeksView(running, [.. weeks.Take(RowsOfPage)], weeks.Count > RowsOfPage));
    }

    /// <summary>One week, as it is mailed.</summary>
    public async Task<IResult> ShowAsync(HttpContext http, string week)
    {
        if (IsoWeek.TryParse(week) is not { } asked || asked.From > clock.GetUtcNow())
        {
            return await page.SayUnknownAsync(http, Path);
        }

        var report = await desk.GetAsync(asked, http.RequestAborted);
        return Results.Content(ReportHtml.Write(ReportDocument.Of(report, page.TextsOf(http))), "text/html; charset=utf-8");
    }
}

/// <summary>What the list of weekly reports shows.</summary>
/// <param name="Running">The week that runs; null on a later page.</param>
/// <param name="Weeks">Those that are kept, newest first.</param>
/// <param name="HasMore">Whether more follow.</param>
internal sealed record WeeksView(IsoWeek? Running, IReadOnlyList<WeekRow> Weeks, bool HasMore);

/// <summary>A report that is kept.</summary>
internal sealed class WeekRow
{
    public string Week { get; set; } = "";

    public DateTimeOffset MadeAt { get; set; }
}

/// <summary>The SQL of the list of reports.</summary>
internal static class WeekStore
{
    /// <summary>Reports of the weeks before this one, newest first, without their content.</summary>
    public static Task<List<WeekRow>> FindWeeksAsync(this Session session, string before, int most) => session.QueryAsync<WeekRow>(
        "SELECT week, made_at FROM report WHERE week < @before ORDER BY week DESC LIMIT @most", new { before, most });
}
