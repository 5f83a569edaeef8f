using System.Text.Json;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Oversight.People;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Oversight.Directives;

/// <summary>Directives by API: what people decided at run time, one more, and the end of one.</summary>
internal static class DirectivesApi
{
    /// <summary>Maps <c>GET /api/v1/directives</c>, <c>POST /api/v1/directives</c> and <c>POST /api/v1/directives/{id}/end</c>.</summary>
    public static void MapDirectives(this RouteGroupBuilder api)
    {
        var directives = api.MapGroup("").WithTags("Oversight");
        directives.MapGet("/directives", ListAsync).Needs(ApiScope.Read).Tells<Page<DirectiveShown>>("listDirectives", "Directives that hold or will, or all that ever were; the newest first.");
        directives.MapPost("/directives", AddAsync).Needs(ApiScope.Admin).Tells<DirectiveShown>("addDirective", "Lays settings over the configuration, from a moment until another.", 403, 422);
        directives.MapPost("/directives/{id:guid}/end", EndAsync).Needs(ApiScope.Admin).Tells<DirectiveShown>("endDirective", "Ends a directive; one that is over stays as it is.", 403, 404, 422);
    }

    /// <summary>A directive for a script.</summary>
    public static DirectiveShown Show(Directive directive, DateTimeOffset now) => new(
        directive.Id.Value, directive.Person, directive.Reason, directive.FromAt, directive.UntilAt, directive.MadeAt, directive.ByKey, directive.HoldsAt(now),
        directive.EndedAt, directive.EndedBy, directive.EndReason);

    private static Task<IResult> ListAsync(
        [AsParameters] PageRequest page, bool? all, Pages pages, Database database, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return pages.ReadAsync(
            page,
            $"directives {all ?? false}",
            (after, most) => database.ReadAsync(s => s.ListDirectivesAsync(now, all ?? false, most, after), cancellationToken),
            directive => new PageMark(Micros.From(directive.MadeAt), directive.Id.Value),
            directive => Show(directive, now));
    }

    private static async Task<IResult> AddAsync(DirectiveRequest request, Staff staff, DirectiveDesk desk, TimeProvider clock, CancellationToken cancellationToken)
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

    private sealed record DirectiveRequest(string? By, string? Reason, Dictionary<string, JsonElement>? Changes, DateTimeOffset? From = null, DateTimeOffset? Until = null);

    private sealed record EndRequest(string? By, string? Reason = null);
}

/// <summary>A directive as it is answered.</summary>
internal sealed record DirectiveShown(
    Guid Id, string Person, string Reason, DateTimeOffset From, DateTimeOffset? Until, DateTimeOffset MadeAt, IReadOnlyDictionary<string, string?> Changes, bool InForce,
    DateTimeOffset? EndedAt, string? EndedBy, string? EndReason);
