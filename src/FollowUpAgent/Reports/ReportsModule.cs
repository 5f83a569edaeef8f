using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Reports.Reasons;
using FollowUpAgent.Reports.Rendering;

namespace FollowUpAgent.Reports;

/// <summary>The room that tells people what a week brought.</summary>
internal static class ReportsModule
{
    /// <summary>Adds the report and its weekly job.</summary>
    public static void AddReports(this IServiceCollection services)
    {
        services.AddConfigured<ReportsOptions>(ReportsOptions.Section, o => o.Faults());
        services.AddSingleton<ExplanationReader>();
        services.AddSingleton<WhyReader>();
        services.AddSingleton<ReportMaker>();
        services.AddSingleton<ReportDesk>();
        services.AddSingleton<IJob, WeeklyReportJob>();
        services.AddSingleton<IHealthSign, GroupSign>();
    }

    /// <summary>Maps <c>GET /api/reports/{week}</c>: the report of a week as JSON.</summary>
    public static void MapReports(this RouteGroupBuilder api) => api
        .MapGet("/reports/{week}", async (string week, string? language, ReportDesk desk, ReportsOptions options, CancellationToken cancellationToken) =>
        {
            if (IsoWeek.TryParse(week) is not { } asked)
            {
                return Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such week", detail: "Expected a week such as 2026-W47.");
            }

            var report = await desk.GetAsync(asked, cancellationToken);
            return Results.Text(ReportJson.Write(report, Texts.Find(language) ?? Texts.Find(options.Language)!), "application/json");
        })
        .Needs(ApiScope.Read);
}
