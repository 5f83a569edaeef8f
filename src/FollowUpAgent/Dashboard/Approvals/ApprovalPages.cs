using System.Globalization;
using FollowUpAgent.Dashboard.Forms;
using FollowUpAgent.Dashboard.Pages;
using FollowUpAgent.Decisions;
using FollowUpAgent.Dispatch.Approvals;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Oversight.People;

namespace FollowUpAgent.Dashboard.Approvals;

/// <summary>
/// The pages on which people answer. Every form goes to the desks that verbs and API use; what counted is shown by the page it leads to, what
/// did not by the form itself, with what was typed.
/// </summary>
internal sealed class ApprovalPages(ApprovalPageReader reader, ApprovalDesk desk, ChangeDesk changes, FormGuard guard, PageDesk page)
{
    private const string List = "/approvals";
    private static readonly string[] ForMany = ["approve", "skip", "stop"];
    private static readonly string[] ForOne = [.. ForMany, "undo"];

    /// <summary>What waits.</summary>
    public async Task<IResult> ListAsync(HttpContext http)
    {
        var query = http.Request.Query;
        var isAfter = Guid.TryParse(query["after"], out var after);
        if (ApprovalQuery.Read(n => query[n]) is not { } filter || (!isAfter && query.ContainsKey("after")))
        {
            return await SayAsync(http, StatusCodes.Status400BadRequest, "approvals.filter.wrong");
        }

        var note = guard.Opened(query["note"]) is { } text ? BulkNote.Read(text) : null;
        return await ListAsync(http, filter, isAfter ? new DecisionId(after) : null, note, Typed.Nothing, null);
    }

    /// <summary>One of them.</summary>
    public Task<IResult> ShowAsync(HttpContext http, DecisionId id) => ShowAsync(http, id, Typed.Nothing, null);

    /// <summary>An answer to all that a filter means.</summary>
    public async Task<IResult> AnswerManyAsync(HttpContext http)
    {
        if (await page.ReadFormAsync(http) is not { } form)
        {
            return await SayAsync(http, StatusCodes.Status400BadRequest, "approvals.form.foreign");
        }

        var (typed, texts) = (Typed.Of(form), page.TextsOf(http));
        if (ApprovalQuery.Read(n => form[n]) is not { } filter || !ForMany.Contains(typed.Answer) || MomentOf(form["seen"]) is not { } seen)
        {
            return await SayAsync(http, StatusCodes.Status400BadRequest, "approvals.form.broken");
        }

        var problem = page.MaySay(typed, Deed.Approve, texts, out var said) ?? (form["sure"] == "yes" ? null : PageDesk.Wrong(texts["approvals.bulk.notSure"]));
        if (problem is not null)
        {
            return await ListAsync(http, filter, null, null, typed, problem);
        }

        var meant = await reader.FindMeantAsync(filter, seen, http.RequestAborted);
        var answered = await ApprovalsApi.GiveAsync(desk, typed.Answer, meant, said, inBulk: true, http.RequestAborted);
        return PageDesk.SeeOther(http, ApprovalQuery.AddressOf(filter, note: guard.Sealed(BulkNote.Of(answered).ToText())));
    }

    /// <summary>An answer to one.</summary>
    public async Task<IResult> AnswerAsync(HttpContext http, DecisionId id)
    {
        if (await page.ReadFormAsync(http) is not { } form)
        {
            return await SayAsync(http, StatusCodes.Status400BadRequest, "approvals.form.foreign");
        }

        var typed = Typed.Of(form);
        if (!ForOne.Contains(typed.Answer))
        {
            return await SayAsync(http, StatusCodes.Status400BadRequest, "approvals.form.broken");
        }

        return page.MaySay(typed, Deed.Approve, page.TextsOf(http), out var said) is { } problem
            ? await ShowAsync(http, id, typed, problem)
            : await LeadAsync(http, id, typed, await ApprovalsApi.GiveAsync(desk, typed.Answer, [id], said, inBulk: false, http.RequestAborted));
    }

    /// <summary>Something else instead of one.</summary>
    public async Task<IResult> ChangeAsync(HttpContext http, DecisionId id)
    {
        if (await page.ReadFormAsync(http) is not { } form)
        {
            return await SayAsync(http, StatusCodes.Status400BadRequest, "approvals.form.foreign");
        }

        var (typed, texts) = (Typed.Of(form), page.TextsOf(http));
        if (page.MaySay(typed, Deed.Override, texts, out var said) is { } problem)
        {
            return await ShowAsync(http, id, typed, problem);
        }

        var at = MomentOf(typed.Slot) is { } until ? await reader.FindMomentAsync(id, until, http.RequestAborted) : null;
        var change = new Change(typed.Variant.Length > 0 ? typed.Variant : null, at, typed.Text);
        if (typed.Slot.Length > 0 ? at is null : change is { Variant: null, Text: null })
        {
            return await ShowAsync(http, id, typed, PageDesk.Wrong(texts[typed.Slot.Length > 0 ? "approvals.change.slotGone" : "approvals.change.nothing"]));
        }

        var outcome = await changes.ChangeAsync(id, change, said, http.RequestAborted);
        return outcome.Answered is { } answered
            ? await LeadAsync(http, id, typed, answered)
            : await ShowAsync(http, id, typed, new Problem(StatusCodes.Status422UnprocessableEntity, texts["approvals.change.wrong"], [.. outcome.Faults.Select(f => $"{f}")]));
    }

    // Two people at once are no fault of the second: it is said, with what the first one did on the same page.
    private async Task<IResult> LeadAsync(HttpContext http, DecisionId id, Typed typed, Answered answered) => answered.Refused is [var (_, why)]
        ? await ShowAsync(http, id, typed, new Problem(StatusCodes.Status409Conflict, page.TextsOf(http).Say("approvals.conflict", RefusalText.Of(RefusalText.KeyOf(why), page.TextsOf(http)))))
        : PageDesk.SeeOther(http, $"/approvals/{id}");

    private async Task<IResult> ListAsync(HttpContext http, ApprovalFilter filter, DecisionId? after, BulkNote? note, Typed typed, Problem? problem)
    {
        var form = page.FormOf(http, Deed.Approve, typed, problem);
        return await page.ShowAsync<ApprovalsPage>(http, await reader.ListAsync(filter, after, note, form, http.RequestAborted), problem?.Status);
    }

    private async Task<IResult> ShowAsync(HttpContext http, DecisionId id, Typed typed, Problem? problem)
    {
        var form = page.FormOf(http, Deed.Approve, typed, problem);
        return await reader.ReadAsync(id, form, http.RequestAborted) is { } view
            ? await page.ShowAsync<ApprovalPage>(http, view, problem?.Status)
            : await SayAsync(http, StatusCodes.Status404NotFound, "approvals.unknown");
    }

    private Task<IResult> SayAsync(HttpContext http, int status, string key) => page.SayAsync(http, status, key, List);

    private static DateTimeOffset? MomentOf(string? text) =>
        DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var moment) ? moment : null;
}
