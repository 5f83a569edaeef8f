using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Oversight.People;
using FollowUpAgent.Scenarios.Comparing;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Scenarios;

/// <summary>Scenarios by API: those that were written, a comparison, an adoption, and what became of forecasts.</summary>
internal static class ScenariosApi
{
    private const int MostListed = 500;

    /// <summary>Maps <c>GET /api/v1/scenarios</c>, <c>/compare</c> and <c>/scores</c> under it, and <c>POST /api/v1/scenarios/{name}/adopt</c>.</summary>
    public static void MapScenarioApi(this RouteGroupBuilder api)
    {
        api.MapGet("/scenarios", ListAsync).Needs(ApiScope.Read).Tells<IEnumerable<ScenarioShown>>("listScenarios", "The scenarios that were written, the newest first.");
        api.MapGet("/scenarios/compare", CompareAsync).Needs(ApiScope.Read).Tells<ComparisonShown>("compareScenarios", "What is to be expected of scenarios, beside what holds now.", 422);
        api.MapGet("/scenarios/scores", ScoreAsync).Needs(ApiScope.Read).Tells<IEnumerable<ScoredShown>>("scoreScenarios", "What became of the forecasts of scenarios that were adopted.");
        api.MapPost("/scenarios/{name}/adopt", AdoptAsync).Needs(ApiScope.Admin).Tells<AdoptionShown>("adoptScenario", "Makes a scenario a directive.", 403, 404, 422);
    }

    private static async Task<IResult> ListAsync(Database database, CancellationToken cancellationToken) =>
        Results.Ok((await database.ReadAsync(s => s.ListScenariosAsync(MostListed), cancellationToken)).Select(ScenarioShow.Show));

    private static async Task<IResult> CompareAsync(string[] name, ScenarioComparing comparing, CancellationToken cancellationToken) =>
        await comparing.CompareAsync(name, null, cancellationToken) switch
        {
            ComparisonAnswer.Made made => Results.Ok(ScenarioShow.Show(made.Comparison)),
            ComparisonAnswer.Refused refused => Results.Problem(
                statusCode: StatusCodes.Status422UnprocessableEntity, title: "The scenarios cannot be compared", detail: refused.Reason),
            var other => throw new InvalidOperationException($"No such answer: {other}."),
        };

    private static async Task<IResult> ScoreAsync(string? name, ScenarioDesk desk, CancellationToken cancellationToken) =>
        Results.Ok((await desk.ScoreAsync(name, cancellationToken)).Select(ScenarioShow.Show));

    private static async Task<IResult> AdoptAsync(string name, AdoptRequest request, Staff staff, ScenarioDesk desk, CancellationToken cancellationToken)
    {
        if (!staff.May(request.By, Deed.Direct).IsGranted(out var by, out var refusal))
        {
            return refusal!;
        }

        return await desk.AdoptAsync(name, by, request.Reason ?? "", request.Until, null, cancellationToken) switch
        {
            AdoptionAnswer.Made made => Results.Ok(ScenarioShow.Show(made.Adoption)),
            AdoptionAnswer.Unknown => Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such scenario"),
            AdoptionAnswer.Refused refused => Results.Problem(
                statusCode: StatusCodes.Status422UnprocessableEntity,
                title: "The directive would not do",
                detail: string.Join(" ", refused.Faults),
                extensions: new Dictionary<string, object?> { ["faults"] = refused.Faults }),
            var other => throw new InvalidOperationException($"No such answer: {other}."),
        };
    }

    private sealed record AdoptRequest(string? By, string? Reason, DateTimeOffset? Until = null);
}
