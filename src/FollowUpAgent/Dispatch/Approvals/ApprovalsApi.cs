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
        var approvals = api.MapGroup("").WithTags("Oversight");
        approvals.MapGet("/approvals", ListAsync).Needs(ApiScope.Read).Tells<Page<ApprovalShown>>("listApprovals", "Mails that wait for a person's word, the oldest first.");
        approvals.MapGet("/approvals/{id:guid}", ShowAsync).Needs(ApiScope.Read)
            .Tells<ApprovalDetail>("getApproval", "One of them, with the mail as it would be sent and what else could be done.", 404);
        approvals.MapPost("/approvals/{id:guid}/override", OverrideAsync).Needs(ApiScope.Enroll)
            .Tells<AnsweredShown>("overrideApproval", "Has something else sent than was proposed.", 403, 404, 409, 422);
        approvals.MapPost(
            "/approvals/{id:guid}/undo",
            (Guid id, AnswerRequest request, Staff staff, ApprovalDesk desk, CancellationToken ct) => AnswerAsync(id, "undo", request, staff, desk, ct)).Needs(ApiScope.Enroll)
            .Tells<AnsweredShown>("undoApproval", "Takes an answer back, as long as its mail is not on its way.", 403, 404, 409, 422);
        foreach (var (answer, does) in (ReadOnlySpan<(string, string)>)[("approve", "Has it sent as proposed"), ("skip", "Passes over the step"), ("stop", "Ends the enrollment")])
        {
            approvals.MapPost(
                $"/approvals/{answer}",
                (AnswersRequest request, Staff staff, Database database, ApprovalDesk desk, CancellationToken ct) =>
                    AnswerManyAsync(answer, request, staff, database, desk, ct)).Needs(ApiScope.Enroll)
                .Tells<AnsweredShown>($"{answer}Approvals", $"{does}, for up to {MostListed} at once.", 403, 422);
            approvals.MapPost(
                $"/approvals/{{id:guid}}/{answer}",
                (Guid id, AnswerRequest request, Staff staff, ApprovalDesk desk, CancellationToken ct) => AnswerAsync(id, answer, request, staff, desk, ct)).Needs(ApiScope.Enroll)
                .Tells<AnsweredShown>($"{answer}Approval", $"{does}.", 403, 404, 409, 422);
        }
    }

    /// <summary>An approval as JSON. The group is left out: who answers is not to know it.</summary>
    public static ApprovalShown Show(Approval a) => new(
        a.DecisionId.Value, a.ContactId?.Value, a.Sequence, a.Step, a.Mode, a.Rule, a.Variant, a.Slot, a.SendAt, a.SlotUntil, a.Subject, a.Value, a.OverBaseline,
        a.Harm, a.Evidence, a.AskedAt, a.AnswerBy, a.Otherwise, a.State, a.AnsweredAt, a.AnsweredBy, a.Reason);

    private static Task<IResult> ListAsync(
        [AsParameters] PageRequest page, [AsParameters] ListRequest request, Pages pages, Database database, CancellationToken cancellationToken) => pages.ReadAsync(
            page,
            $"approvals {request}",
            (after, most) => database.ReadAsync(s => s.ListPendingAsync(request.Filter, ApprovalMark.After(after), most), cancellationToken),
            approval => new PageMark(Micros.From(approval.AskedAt), approval.DecisionId.Value),
            Show);

    private static async Task<IResult> ShowAsync(Guid id, Database database, ApprovalReader reader, CancellationToken cancellationToken) =>
        await database.ReadAsync(s => reader.ReadAsync(s, new DecisionId(id)), cancellationToken) is { } shown
            ? Results.Ok(new ApprovalDetail(Show(shown.Approval), shown.Mail is null ? null : JsonNode.Parse(shown.Mail), shown.Source, shown.Alternatives))
            : Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such approval");

    private static async Task<IResult> AnswerManyAsync(
        string answer, AnswersRequest request, Staff staff, Database database, ApprovalDesk desk, CancellationToken cancellationToken)
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
        Guid id, string answer, AnswerRequest request, Staff staff, ApprovalDesk desk, CancellationToken cancellationToken) =>
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

    private static IResult Shown(Answered answered, Coin? coin = null) => Results.Ok(new AnsweredShown(
        coin is null ? null : new CoinShown(coin.Share, coin.Sends),
        [.. answered.Done.Select(d => d.Value)],
        [.. answered.Refused.Select(r => new RefusedShown(r.Decision.Value, r.Why))]));

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
        string? Sequence, string? Step, string? Variant, string? Rule, double? OverBaselineAtLeast, double? HarmAtMost)
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

    private sealed record AnswerRequest(string? By, string? Reason = null);

    private sealed record OverrideRequest(string? By, string? Reason = null, string? Variant = null, DateTimeOffset? At = null, string? Text = null);

    private sealed record AnswersRequest(string? By, string? Reason = null, Guid[]? Decisions = null, bool? All = null, ApprovalFilter? Where = null)
    {
        public ApprovalFilter Filter => Where ?? ApprovalFilter.All;
    }
}

/// <summary>An approval as it is answered.</summary>
internal sealed record ApprovalShown(
    Guid Decision, Guid? Contact, string Sequence, string Step, string Mode, string Rule, string Variant, string Slot, DateTimeOffset SendAt, DateTimeOffset SlotUntil,
    string? Subject, double Value, double OverBaseline, double Harm, long Evidence, DateTimeOffset AskedAt, DateTimeOffset AnswerBy, string Otherwise, string State,
    DateTimeOffset? AnsweredAt, string? AnsweredBy, string? Reason);

/// <summary>An approval with what one needs to answer it.</summary>
internal sealed record ApprovalDetail(ApprovalShown Approval, JsonNode? Mail, string? Source, IReadOnlyList<Alternative> Alternatives);

/// <summary>Which answers counted. Whoever wanted something else sent is told where a coin kept the proposal.</summary>
internal sealed record AnsweredShown(CoinShown? Coin, IReadOnlyList<Guid> Done, IReadOnlyList<RefusedShown> Refused);

/// <summary>A coin that was tossed.</summary>
internal sealed record CoinShown(double Share, string Sends);

/// <summary>An answer that did not count.</summary>
internal sealed record RefusedShown(Guid Decision, string Why);
