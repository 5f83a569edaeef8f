using System.Text.Json;
using System.Text.Json.Nodes;
using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Reports.Reasons;
using FollowUpAgent.Reports.Rendering;
using FollowUpAgent.Reports.Silences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Reports;

/// <summary>Reports by API: what a week brought, why nothing is sent to somebody, and why a decision came out as it did.</summary>
internal static class ReportsApi
{
    // Ten years of weeks.
    private const int MostWeeks = 520;

    /// <summary>Maps <c>GET /api/v1/reports</c>, <c>/reports/{week}</c>, <c>/contacts/{contact}/why-silent</c> and <c>/decisions/{id}/explanation</c>.</summary>
    public static void MapReports(this RouteGroupBuilder api)
    {
        var reports = api.MapGroup("").WithTags("Reports");
        reports.MapGet("/reports", ListAsync).Needs(ApiScope.Read).Tells<ReportWeeks>("listReports", "The weeks whose reports were kept, the newest first.");
        reports.MapGet("/reports/{week}", GetReportAsync).Needs(ApiScope.Read).Tells<JsonObject>("getReport", "What a week such as 2026-W47 brought; of one that runs, what is known so far.", 404);
        reports.MapGet("/contacts/{contact}/why-silent", WhySilentAsync).Needs(ApiScope.Read).Tells<SilentShown>("whySilent", "Why nothing is sent to a contact, the most binding reason first.", 422);
        reports.MapGet("/decisions/{id:guid}/explanation", ExplainAsync).Needs(ApiScope.Read)
            .Tells<Explanation>("explainDecision", "Why a decision came out as it did: its stages, what counted, what people said, how it ended and what it earned.", 404);
    }

    /// <summary>Why nothing is sent, for a script.</summary>
    public static SilentShown Show(SilentContact silent) => new(silent.Contact?.Value, silent.At, [.. silent.Reasons.Select(Show)]);

    /// <summary>One of its reasons.</summary>
    public static SilenceShown Show(Silence reason) => new(
        JsonNamingPolicy.KebabCaseLower.ConvertName($"{reason.Kind}"), reason.Sequence, reason.Step, reason.What, reason.Why, reason.Who, reason.Id, reason.Since,
        reason.Until, reason.Used, reason.Limit, reason.Place);

    private static async Task<IResult> ListAsync(Database database, CancellationToken cancellationToken) =>
        Results.Ok(new ReportWeeks(await database.ReadAsync(s => s.FindReportWeeksAsync(MostWeeks), cancellationToken)));

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

    private static async Task<IResult> ExplainAsync(Guid id, Database database, ExplanationReader reader, CancellationToken cancellationToken) =>
        await database.ReadAsync(async s => await reader.ReadAsync(s, await s.FindDecisionAsync(new DecisionId(id))), cancellationToken) is [var explanation]
            ? Results.Ok(explanation)
            : Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such decision", detail: $"No decision has the id {id}.");
}

/// <summary>The weeks that have a report.</summary>
internal sealed record ReportWeeks(IReadOnlyList<string> Weeks);

/// <summary>Why nothing is sent to a contact; the contact is null where nobody is known.</summary>
internal sealed record SilentShown(Guid? Contact, DateTimeOffset At, IReadOnlyList<SilenceShown> Reasons);

/// <summary>One reason.</summary>
internal sealed record SilenceShown(
    string Kind, string? Sequence, string? Step, string? What, string? Why, string? Who, Guid? Id, DateTimeOffset? Since, DateTimeOffset? Until, long? Used, long? Limit,
    Dispatch.QueuePlace? Place);
