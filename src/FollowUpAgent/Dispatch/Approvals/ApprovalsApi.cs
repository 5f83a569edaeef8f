using System.Text.Json.Nodes;
using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Oversight.People;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch.Approvals;

/// <summary>What waits for a person's word, by API: listed, shown, answered one by one or many at once.</summary>
internal static class ApprovalsApi
{
    /// <summary>Most that are answered at once.</summary>
    public const int MostListed = 1000;

    /// <summary>The longest reason, in letters.</summary>
    public const int LongestReason = 1000;

    /// <summary>Maps <c>GET /api/v1/approvals</c>, <c>GET /api/v1/approvals/{id}</c>, <c>POST /api/v1/approvals/{approve|skip|stop}</c> for many, and the same and <c>override</c> and <c>undo</c> below one.</summary>
    public static void MapApprovals(this RouteGroupBuilder api)
    {
        api.MapGet("/approvals", ListAsync).Needs(ApiScope.Read);
        api.MapGet("/approvals/{id:guid}", ShowAsync).Needs(ApiScope.Read);
        api.MapPost("/approvals/{id:guid}/override", OverrideAsync).Needs(ApiScope.Enroll);
        api.MapPost(
            "/approvals/{id:guid}/undo",
            (Guid id, OneRequest request, Staff staff, ApprovalDesk desk, CancellationToken ct) => AnswerAsync(id, "undo", request, staff, desk, ct)).Needs(ApiScope.Enroll);
        foreach (var answer in (string[])["approve", "skip", "stop"])
        {
            api.MapPost(
                $"/approvals/{answer}",
                (ManyRequest request, Staff staff, Database database, ApprovalDesk desk, CancellationToken ct) =>
                    AnswerManyAsync(answer, request, staff, database, desk, ct)).Needs(ApiScope.Enroll);
            api.MapPost(
                $"/approvals/{{id:guid}}/{answer}",
                (Guid id, OneRequest request, Staff staff, ApprovalDesk desk, CancellationToken ct) => AnswerAsync(id, answer, request, staff, desk, ct)).Needs(ApiScope.Enroll);
        }
    }

    /// <summary>An approval as JSON. The group is left out: who answers is not to know it.</summary>
    public static object Show(Approval approval) => new
    {
        decision = approval.DecisionId.Value,
        contact = approval.ContactId?.Value,
        approval.Sequence,
        approval.Step,
        approval.Mode,
        approval.Rule,
        approval.Variant,
        approval.Slot,
        approval.SendAt,
        approval.SlotUntil,
        approval.Subject,
        approval.Value,
        approval.OverBaseline,
        approval.Harm,
        approval.Evidence,
        approval.AskedAt,
        approval.AnswerBy,
        approval.Otherwise,
        approval.State,
        approval.AnsweredAt,
        approval.AnsweredBy,
        approval.Reason,
    };

    private static async Task<IResult> ListAsync(
        [AsParameters] ListRequest request, Database database, CancellationToken cancellationToken)
    {
        var most = request.Limit ?? 100;
        if (most is < 1 or > MostListed)
        {
            return Refused($"'limit' is 1 to {MostListed}.");
        }

        var after = ApprovalMark.Start;
        if (request.After is { } decision)
        {
            if (await database.ReadAsync(s => s.FindApprovalAsync(new DecisionId(decision)), cancellationToken) is not { } last)
            {
                return Refused("'after' is the decision of the last approval that was read.");
            }

            after = new ApprovalMark(last.AskedAt, last.DecisionId);
        }

        var listed = await database.ReadAsync(s => s.ListPendingAsync(request.Filter, after, most), cancellationToken);
        return Results.Ok(new { approvals = listed.Select(Show), next = listed.Count == most ? listed[^1].DecisionId.Value : (Guid?)null });
    }

    private static async Task<IResult> ShowAsync(Guid id, Database database, ApprovalReader reader, CancellationToken cancellationToken) =>
        await database.ReadAsync(s => reader.ReadAsync(s, new DecisionId(id)), cancellationToken) is { } shown
            ? Results.Ok(new { approval = Show(shown.Approval), mail = shown.Mail is null ? null : JsonNode.Parse(shown.Mail), shown.Source, shown.Alternatives })
            : Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such approval");

    private static async Task<IResult> AnswerManyAsync(
        string answer, ManyRequest request, Staff staff, Database database, ApprovalDesk desk, CancellationToken cancellationToken)
    {
        if (!MaySay(staff, Deed.Approve, request.By, request.Reason, out var said, out var refusal))
        {
            return refusal!;
        }

        var isNamed = request.Decisions is { Length: > 0 };
        if (isNamed == (request.All is true) || request.Decisions is { Length: > MostListed })
        {
            return Refused($"Name up to {MostListed} 'decisions', or say 'all': true with a filter; not both.");
        }

        var ids = isNamed
            ? [.. request.Decisions!.Select(d => new DecisionId(d))]
            : (await database.ReadAsync(s => s.ListPendingAsync(request.Filter, ApprovalMark.Start, MostListed), cancellationToken)).ConvertAll(a => a.DecisionId);
        return Shown(await GiveAsync(desk, answer, ids, said, !isNamed, cancellationToken));
    }

    private static async Task<IResult> AnswerAsync(
        Guid id, string answer, OneRequest request, Staff staff, ApprovalDesk desk, CancellationToken cancellationToken) =>
        MaySay(staff, Deed.Approve, request.By, request.Reason, out var said, out var refusal)
            ? ShownOne(await GiveAsync(desk, answer, [new DecisionId(id)], said, inBulk: false, cancellationToken))
            : refusal!;

    private static async Task<IResult> OverrideAsync(Guid id, OverrideRequest request, Staff staff, ChangeDesk desk, CancellationToken cancellationToken)
    {
        if (!MaySay(staff, Deed.Override, request.By, request.Reason, out var said, out var refusal))
        {
            return refusal!;
        }

        if (request is { Variant: null, At: null, Text: null })
        {
            return Refused("Say what is to be sent instead: 'variant', 'at' or 'text'.");
        }

        var outcome = await desk.ChangeAsync(
            new DecisionId(id), new Change(request.Variant, request.At, request.Text), said, cancellationToken);
        return outcome.Answered is { } answered ? ShownOne(answered, outcome.Coin) : Refused(string.Join(" ", outcome.Faults));
    }

    /// <summary>Hands an answer, by its name, to the desk.</summary>
    public static Task<Answered> GiveAsync(
        ApprovalDesk desk, string answer, IReadOnlyCollection<DecisionId> ids, Said said, bool inBulk, CancellationToken cancellationToken) => answer switch
        {
            "approve" => desk.ApproveAsync(ids, said, inBulk, cancellationToken),
            "skip" => desk.SkipAsync(ids, said, cancellationToken),
            "stop" => desk.StopAsync(ids, said, cancellationToken),
            _ => desk.UndoAsync(ids.First(), cancellationToken),
        };

    private static IResult Shown(Answered answered, Coin? coin = null) => Results.Ok(new
    {
        // Whoever wanted something else sent is told where a coin kept the proposal.
        coin = coin is null ? null : new { coin.Share, coin.Sends },
        done = answered.Done.Select(d => d.Value),
        refused = answered.Refused.Select(r => new { decision = r.Decision.Value, r.Why }),
    });

    // Two people at once are no fault of the second: the state is in conflict with what was asked.
    private static IResult ShownOne(Answered answered, Coin? coin = null) => answered.Refused is [var (_, why)]
        ? Results.Problem(
            statusCode: why == Refusal.Unknown ? StatusCodes.Status404NotFound : StatusCodes.Status409Conflict, title: "The answer does not count", detail: why)
        : Shown(answered, coin);

    private static bool MaySay(Staff staff, Deed deed, string? by, string? reason, out Said said, out IResult? refusal)
    {
        var isGranted = staff.May(by, deed).IsGranted(out var name, out refusal);
        said = new Said(name, reason);
        if (isGranted && reason?.Length > LongestReason)
        {
            refusal = Refused($"'reason' has at most {LongestReason} letters.");
        }

        return refusal is null;
    }

    private static IResult Refused(string detail) =>
        Results.Problem(statusCode: StatusCodes.Status422UnprocessableEntity, title: "The request cannot be carried out", detail: detail);

    private sealed record ListRequest(
        string? Sequence, string? Step, string? Variant, string? Rule, double? OverBaselineAtLeast, double? HarmAtMost, int? Limit, Guid? After)
    {
        public ApprovalFilter Filter => new()
        {
            Sequence = Sequence,
            Step = Step,
            Variant = Variant,
            Rule = Rule,
            OverBaselineAtLeast = OverBaselineAtLeast,
            HarmAtMost = HarmAtMost,
        };
    }

    private sealed record OneRequest(string? By, string? Reason);

    private sealed record OverrideRequest(string? By, string? Reason, string? Variant, DateTimeOffset? At, string? Text);

    private sealed record ManyRequest(string? By, string? Reason, Guid[]? Decisions, bool? All, ApprovalFilter? Where)
    {
        public ApprovalFilter Filter => Where ?? ApprovalFilter.All;
    }
}
