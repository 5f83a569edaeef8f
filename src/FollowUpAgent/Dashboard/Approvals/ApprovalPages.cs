using System.Globalization;
using FollowUpAgent.Dashboard.Pages;
using FollowUpAgent.Decisions;
using FollowUpAgent.Dispatch.Approvals;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Oversight.People;
using FollowUpAgent.Reports;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.Features;

namespace FollowUpAgent.Dashboard.Approvals;

/// <summary>
/// The pages on which people answer. Every form goes to the desks that verbs and API use; what counted is shown by the page it leads to, what
/// did not by the form itself, with what was typed.
/// </summary>
internal sealed class ApprovalPages(
    ApprovalPageReader reader, ApprovalDesk desk, ChangeDesk changes, Staff staff, FormGuard guard, PageRenderer renderer, ReportsOptions options)
{
    private static readonly FormOptions Limits = new() { ValueCountLimit = 40, KeyLengthLimit = 100, MultipartHeadersCountLimit = 8 };
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
        if (await FormAsync(http) is not { } form)
        {
            return await SayAsync(http, StatusCodes.Status400BadRequest, "approvals.form.foreign");
        }

        var (typed, texts) = (Typed.Of(form), TextsOf(http));
        if (ApprovalQuery.Read(n => form[n]) is not { } filter || !ForMany.Contains(typed.Answer) || MomentOf(form["seen"]) is not { } seen)
        {
            return await SayAsync(http, StatusCodes.Status400BadRequest, "approvals.form.broken");
        }

        var problem = MaySay(typed, Deed.Approve, texts, out var said) ?? (form["sure"] == "yes" ? null : Wrong(texts["approvals.bulk.notSure"]));
        if (problem is not null)
        {
            return await ListAsync(http, filter, null, null, typed, problem);
        }

        var meant = await reader.FindMeantAsync(filter, seen, http.RequestAborted);
        var answered = await ApprovalsApi.GiveAsync(desk, typed.Answer, meant, said, inBulk: true, http.RequestAborted);
        return SeeOther(http, ApprovalQuery.AddressOf(filter, note: guard.Sealed(BulkNote.Of(answered).ToText())));
    }

    /// <summary>An answer to one.</summary>
    public async Task<IResult> AnswerAsync(HttpContext http, DecisionId id)
    {
        if (await FormAsync(http) is not { } form)
        {
            return await SayAsync(http, StatusCodes.Status400BadRequest, "approvals.form.foreign");
        }

        var typed = Typed.Of(form);
        if (!ForOne.Contains(typed.Answer))
        {
            return await SayAsync(http, StatusCodes.Status400BadRequest, "approvals.form.broken");
        }

        return MaySay(typed, Deed.Approve, TextsOf(http), out var said) is { } problem
            ? await ShowAsync(http, id, typed, problem)
            : await LeadAsync(http, id, typed, await ApprovalsApi.GiveAsync(desk, typed.Answer, [id], said, inBulk: false, http.RequestAborted));
    }

    /// <summary>Something else instead of one.</summary>
    public async Task<IResult> ChangeAsync(HttpContext http, DecisionId id)
    {
        if (await FormAsync(http) is not { } form)
        {
            return await SayAsync(http, StatusCodes.Status400BadRequest, "approvals.form.foreign");
        }

        var (typed, texts) = (Typed.Of(form), TextsOf(http));
        if (MaySay(typed, Deed.Override, texts, out var said) is { } problem)
        {
            return await ShowAsync(http, id, typed, problem);
        }

        var at = MomentOf(typed.Slot) is { } until ? await reader.FindMomentAsync(id, until, http.RequestAborted) : null;
        var change = new Change(typed.Variant.Length > 0 ? typed.Variant : null, at, typed.Text);
        if (typed.Slot.Length > 0 ? at is null : change is { Variant: null, Text: null })
        {
            return await ShowAsync(http, id, typed, Wrong(texts[typed.Slot.Length > 0 ? "approvals.change.slotGone" : "approvals.change.nothing"]));
        }

        var outcome = await changes.ChangeAsync(id, change, said, http.RequestAborted);
        return outcome.Answered is { } answered
            ? await LeadAsync(http, id, typed, answered)
            : await ShowAsync(http, id, typed, new Problem(StatusCodes.Status422UnprocessableEntity, texts["approvals.change.wrong"], [.. outcome.Faults.Select(f => $"{f}")]));
    }

    // Two people at once are no fault of the second: it is said, with what the first one did on the same page.
    private async Task<IResult> LeadAsync(HttpContext http, DecisionId id, Typed typed, Answered answered) => answered.Refused is [var (_, why)]
        ? await ShowAsync(http, id, typed, new Problem(StatusCodes.Status409Conflict, TextsOf(http).Say("approvals.conflict", RefusalText.Of(RefusalText.KeyOf(why), TextsOf(http)))))
        : SeeOther(http, $"/approvals/{id}");

    private Problem? MaySay(Typed typed, Deed deed, Texts texts, out Said said)
    {
        var permission = staff.May(typed.By, deed);
        said = new Said(permission is Permission.Granted { By: { } by } ? by : "", typed.Reason.Length > 0 ? typed.Reason : null);
        return permission switch
        {
            Permission.Forbidden => new Problem(StatusCodes.Status403Forbidden, texts.Say("approvals.by.forbidden", typed.By)),
            Permission.Unnamed => Wrong(staff.All.Count > 0 ? texts["approvals.by.unknown"] : texts["approvals.by.missing"]),
            _ when typed.Reason.Length > ApprovalsApi.LongestReason => Wrong(texts.Say("approvals.reason.long", ApprovalsApi.LongestReason)),
            _ => null,
        };
    }

    private async Task<IFormCollection?> FormAsync(HttpContext http)
    {
        try
        {
            return http.Request.HasFormContentType && await http.Request.ReadFormAsync(Limits, http.RequestAborted) is var form && guard.IsOurs(http.Request, form) ? form : null;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return null;
        }
    }

    private async Task<IResult> ListAsync(HttpContext http, ApprovalFilter filter, DecisionId? after, BulkNote? note, Typed typed, Problem? problem)
    {
        var form = FormOf(http, typed, problem);
        return await PageAsync<ApprovalsPage>(http, await reader.ListAsync(filter, after, note, form, http.RequestAborted), problem?.Status);
    }

    private async Task<IResult> ShowAsync(HttpContext http, DecisionId id, Typed typed, Problem? problem)
    {
        var form = FormOf(http, typed, problem);
        return await reader.ReadAsync(id, form, http.RequestAborted) is { } view
            ? await PageAsync<ApprovalPage>(http, view, problem?.Status)
            : await SayAsync(http, StatusCodes.Status404NotFound, "approvals.unknown");
    }

    private FormView FormOf(HttpContext http, Typed typed, Problem? problem) =>
        new(guard.TicketFor(http), [.. staff.All.Where(p => staff.May(p.Key, Deed.Approve) is Permission.Granted)], typed, problem);

    private Task<IResult> SayAsync(HttpContext http, int status, string key) => PageAsync<NoticePage>(http, new NoticeView(TextsOf(http)[key]), status);

    private async Task<IResult> PageAsync<TPage>(HttpContext http, object view, int? status)
        where TPage : IComponent =>
        Results.Content(await renderer.RenderAsync<TPage>(TextsOf(http), view, http.RequestAborted), "text/html; charset=utf-8", statusCode: status ?? StatusCodes.Status200OK);

    private Texts TextsOf(HttpContext http) => PageEndpoints.LanguageOf(http.Request, options);

    private static Problem Wrong(string text) => new(StatusCodes.Status422UnprocessableEntity, text);

    private static DateTimeOffset? MomentOf(string? text) =>
        DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var moment) ? moment : null;

    // After it, a reload asks and does not answer again.
    private static IResult SeeOther(HttpContext http, string address)
    {
        http.Response.Headers.Location = address;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }
}
