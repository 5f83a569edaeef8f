using System.Text.Json.Nodes;
using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Decisions;

/// <summary>The ledger by API.</summary>
internal static class DecisionsApi
{
    /// <summary>Maps <c>GET /api/v1/decisions</c>, and <c>GET /api/v1/decisions/{id}</c>: what was chosen, what else could have been, and with which probability.</summary>
    public static void MapDecisions(this RouteGroupBuilder api)
    {
        var decisions = api.MapGroup("").WithTags("Decisions");
        decisions.MapGet("/decisions", ListAsync).Needs(ApiScope.Read)
            .Tells<Page<DecisionListed>>("listDecisions", "The decisions about a contact, or of a sequence; the newest first.", 404, 422);
        decisions.MapGet("/decisions/{id:guid}", ShowAsync).Needs(ApiScope.Read)
            .Tells<DecisionShown>("getDecision", "What was chosen, what else could have been, and with which probability.", 404);
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] PageRequest page, string? contact, string? sequence, Pages pages, AddressKeys addresses, Database database, CancellationToken cancellationToken)
    {
        if ((contact is null) == (sequence is null))
        {
            return Results.Problem(
                statusCode: StatusCodes.Status422UnprocessableEntity,
                title: "The request cannot be carried out",
                detail: "Say either 'contact', an address or an id, or 'sequence', its key.");
        }

        var known = contact is null ? null : await database.ReadAsync(s => s.FindContactAsync(contact, addresses), cancellationToken);
        if (contact is not null && known is null)
        {
            return Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such contact", detail: "Expected the address or the id of a contact that is stored.");
        }

        return await pages.ReadAsync(
            page,
            $"decisions {known?.Id} {sequence}",
            (after, most) => database.ReadAsync(s => ReadPageAsync(s, known?.Id, sequence, after ?? PageMark.Highest, most), cancellationToken),
            listed => new PageMark(Micros.From(listed.Decision.DecidedAt), listed.Decision.Id.Value),
            listed => DecisionListed.Of(listed.Decision, listed.End));
    }

    private static async Task<List<(Decision Decision, ClosedRound? End)>> ReadPageAsync(Session session, ContactId? contact, string? sequence, PageMark after, int most)
    {
        var rows = contact is { } id ? await session.ListDecisionsAsync(id, after, most) : await session.ListDecisionsAsync(sequence!, after, most);
        var ends = await session.FindClosedRoundsAsync(rows.Select(r => r.Id));
        return rows.ConvertAll(row => (row, ends.GetValueOrDefault(row.Id)));
    }

    private static async Task<IResult> ShowAsync(Guid id, Database database, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(s => s.FindDecisionAsync(new DecisionId(id)), cancellationToken);
        return rows.Count == 0
            ? Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such decision", detail: $"No decision has the id {id}.")
            : Results.Ok(new DecisionShown(id, [.. rows.Select(ToJson)]));
    }

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

/// <summary>A decision with its stages, when before which.</summary>
internal sealed record DecisionShown(Guid Id, IReadOnlyList<JsonObject> Stages);

/// <summary>A decision in a list: <c>chosen</c> is the slot or skip, <c>ended</c> how its round ended, null while it is open.</summary>
internal sealed record DecisionListed(
    Guid Id, Guid Enrollment, Guid? Contact, string Sequence, string Step, int Round, string Group, DateTimeOffset DecidedAt, string Chosen, double Propensity, bool Erased,
    string? Ended, string? EndReason, DateTimeOffset? EndedAt)
{
    /// <summary>The row of the first stage and the end of its round.</summary>
    public static DecisionListed Of(Decision d, ClosedRound? end) => new(
        d.Id.Value, d.EnrollmentId.Value, d.ContactId?.Value, d.Sequence, d.Step, d.Round, d.GroupName, d.DecidedAt, d.Chosen, d.Propensity, d.Erased,
        end?.How, end?.Reason, end?.ClosedAt);
}
