using System.Text.Json;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Reports.Reasons;
using FollowUpAgent.Reports.Rendering;
using FollowUpAgent.Reports.Silences;
using FollowUpAgent.Storage;

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
        services.AddSingleton<PeopleReader>();
        services.AddSingleton<ForecastReader>();
        services.AddSingleton<WorkerWatch>();
        services.AddSingleton<PlanSilence>();
        services.AddSingleton<CapacitySilence>();
        services.AddSingleton<SilenceReader>();
        services.AddSingleton<ReportMaker>();
        services.AddSingleton<ReportDesk>();
        services.AddSingleton<IJob, WeeklyReportJob>();
        services.AddSingleton<IHealthSign, GroupSign>();
    }

    /// <summary>Maps <c>GET /api/v1/reports/{week}</c> and <c>GET /api/v1/contacts/{contact}/why-silent</c>.</summary>
    public static void MapReports(this RouteGroupBuilder api)
    {
        api.MapGet("/reports/{week}", GetReportAsync).Needs(ApiScope.Read);
        api.MapGet("/contacts/{contact}/why-silent", WhySilentAsync).Needs(ApiScope.Read);
    }

    /// <summary>Why nothing is sent, for a script.</summary>
    public static object Show(SilentContact silent) => new { contact = silent.Contact?.Value, silent.At, reasons = silent.Reasons.Select(Show) };

    /// <summary>One of its reasons.</summary>
    public static object Show(Silence reason) => new
    {
        kind = JsonNamingPolicy.KebabCaseLower.ConvertName($"{reason.Kind}"),
        reason.Sequence,
        reason.Step,
        reason.What,
        reason.Why,
        reason.Who,
        reason.Id,
        reason.Since,
        reason.Until,
        reason.Used,
        reason.Limit,
        reason.Place,
    };

    private static async Task<IResult> GetReportAsync(string week, string? language, ReportDesk desk, ReportsOptions options, CancellationToken cancellationToken)
    {
        if (IsoWeek.TryParse(week) is not { } asked)
        {
            return Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such week", detail: "Expected a week such as 2026-W47.");
        }

        var report = await desk.GetAsync(asked, cancellationToken);
        return Results.Text(ReportJson.Write(report, Texts.Find(language) ?? Texts.Find(options.Language)!), "application/json");
    }

    private static async Task<IResult> WhySilentAsync(string contact, Database database, SilenceReader reader, CancellationToken cancellationToken) =>
        await database.ReadAsync(s => reader.ReadAsync(s, contact), cancellationToken) is { } silent
            ? Results.Ok(Show(silent))
            : Results.Problem(
                statusCode: StatusCodes.Status422UnprocessableEntity, title: "The request cannot be carried out", detail: "Expected a contact's address or id.");
}
