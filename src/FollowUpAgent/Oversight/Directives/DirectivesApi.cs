using System.Text.Json;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Oversight.People;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Oversight.Directives;

/// <summary>Directives by API: what people decided at run time, one more, and the end of one.</summary>
internal static class DirectivesApi
{
    private const int MostListed = 500;

    /// <summary>Maps <c>GET /api/v1/directives</c>, <c>POST /api/v1/directives</c> and <c>POST /api/v1/directives/{id}/end</c>.</summary>
    public static void MapDirectives(this RouteGroupBuilder api)
    {
        api.MapGet("/directives", ListAsync).Needs(ApiScope.Read);
        api.MapPost("/directives", AddAsync).Needs(ApiScope.Admin);
        api.MapPost("/directives/{id:guid}/end", EndAsync).Needs(ApiScope.Admin);
    }

    /// <summary>A directive for a script.</summary>
    public static object Show(Directive directive, DateTimeOffset now) => new
    {
        id = directive.Id.Value,
        directive.Person,
        directive.Reason,
        from = directive.FromAt,
        until = directive.UntilAt,
        directive.MadeAt,
        changes = directive.ByKey,
        inForce = directive.HoldsAt(now),
        directive.EndedAt,
        directive.EndedBy,
        directive.EndReason,
    };

    private static async Task<IResult> ListAsync(bool? all, Database database, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var listed = await database.ReadAsync(s => s.ListDirectivesAsync(now, all ?? false, MostListed), cancellationToken);
        return Results.Ok(listed.Select(d => Show(d, now)));
    }

    private static async Task<IResult> AddAsync(AddRequest request, Staff staff, DirectiveDesk desk, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!staff.May(request.By, Deed.Direct).IsGranted(out var by, out var refusal))
        {
            return refusal!;
        }

        if (request.Changes?.FirstOrDefault(c => c.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Undefined) is { Key: { } nested })
        {
            return Refused([new Fault(nested, "an object or a list", "a single value; one key each, as in Outcomes:goal:Weight")]);
        }

        var changes = request.Changes?.ToDictionary(c => c.Key, c => TextOf(c.Value)) ?? [];
        return await desk.AddAsync(new NewDirective(by, request.Reason ?? "", changes, request.From, request.Until), cancellationToken) switch
        {
            DirectiveAnswer.Made made => Results.Ok(Show(made.Directive, clock.GetUtcNow())),
            DirectiveAnswer.Refused refused => Refused(refused.Faults),
            var other => throw new InvalidOperationException($"No such answer: {other}."),
        };
    }

    private static async Task<IResult> EndAsync(
        Guid id, EndRequest request, Staff staff, DirectiveDesk desk, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!staff.May(request.By, Deed.Direct).IsGranted(out var by, out var refusal))
        {
            return refusal!;
        }

        return await desk.EndAsync(new DirectiveId(id), by, request.Reason, cancellationToken) is { } ended
            ? Results.Ok(Show(ended, clock.GetUtcNow()))
            : Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such directive");
    }

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };

    private static IResult Refused(IReadOnlyList<Fault> faults) => Results.Problem(
        statusCode: StatusCodes.Status422UnprocessableEntity,
        title: "The directive would not do",
        detail: string.Join(" ", faults),
        extensions: new Dictionary<string, object?> { ["faults"] = faults });

    private sealed record AddRequest(string? By, string? Reason, Dictionary<string, JsonElement>? Changes, DateTimeOffset? From, DateTimeOffset? Until);

    private sealed record EndRequest(string? By, string? Reason);
}
