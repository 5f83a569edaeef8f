using System.Text.Json.Nodes;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Decisions;

/// <summary>The ledger by API.</summary>
internal static class DecisionsApi
{
    /// <summary>Maps <c>GET /api/v1/decisions/{id}</c>: what was chosen, what else could have been, and with which probability.</summary>
    public static void MapDecisions(this RouteGroupBuilder api) => api
        .MapGet("/decisions/{id:guid}", async (Guid id, Database database, CancellationToken cancellationToken) =>
        {
            var rows = await database.ReadAsync(s => s.FindDecisionAsync(new DecisionId(id)), cancellationToken);
            return rows.Count == 0
                ? Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such decision", detail: $"No decision has the id {id}.")
                : Results.Json(new { id, stages = rows.Select(ToJson) });
        })
        .Needs(ApiScope.Read);

    private static JsonObject ToJson(Decision row) => new()
    {
        ["stage"] = row.Stage,
        ["enrollment"] = row.EnrollmentId.Value,
        ["sequence"] = row.Sequence,
        ["step"] = row.Step,
        ["round"] = row.Round,
        ["group"] = row.GroupName,
        ["decidedAt"] = row.DecidedAt,
        ["snapshot"] = row.SnapshotId?.Value,
        ["seed"] = row.Seed,
        ["context"] = JsonNode.Parse(row.Context),
        ["actions"] = JsonNode.Parse(row.Actions),
        ["propensities"] = JsonNode.Parse(row.Propensities),
        ["forecasts"] = row.Forecasts is null ? null : JsonNode.Parse(row.Forecasts),
        ["chosen"] = row.Chosen,
        ["propensity"] = row.Propensity,
        ["rules"] = JsonNode.Parse(row.Rules),
        ["configuration"] = row.Configuration,
        ["erased"] = row.Erased,
    };
}
