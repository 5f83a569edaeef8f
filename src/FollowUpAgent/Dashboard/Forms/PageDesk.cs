using FollowUpAgent.Dashboard.Pages;
using FollowUpAgent.Dispatch.Approvals;
using FollowUpAgent.Oversight.People;
using FollowUpAgent.Reports;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.Features;

namespace FollowUpAgent.Dashboard.Forms;

/// <summary>What all pages do alike: speak the reader's language, take forms that are ours from people who may, and say what is wrong.</summary>
internal sealed class PageDesk(PageRenderer renderer, FormGuard guard, Staff staff, ReportsOptions options)
{
    private static readonly FormOptions Limits = new() { ValueCountLimit = 40, KeyLengthLimit = 100, MultipartHeadersCountLimit = 8 };

    /// <summary>The reader's language.</summary>
    public Texts TextsOf(HttpContext http) => PageEndpoints.LanguageOf(http.Request, options);

    /// <summary>A page.</summary>
    public async Task<IResult> ShowAsync<TPage>(HttpContext http, object view, int? status = null)
        where TPage : IComponent =>
        Results.Content(await renderer.RenderAsync<TPage>(TextsOf(http), view, http.RequestAborted), "text/html; charset=utf-8", statusCode: status ?? StatusCodes.Status200OK);

    /// <summary>A page that only says something, and where one can go on.</summary>
    public Task<IResult> SayAsync(HttpContext http, int status, string key, string back = "/") =>
        ShowAsync<NoticePage>(http, new NoticeView(TextsOf(http)[key], back), status);

    /// <summary>A page that says that there is nothing of that name.</summary>
    public Task<IResult> SayUnknownAsync(HttpContext http, string back) => SayAsync(http, StatusCodes.Status404NotFound, "page.unknown", back);

    /// <summary>The form that was sent; null where it is none of ours.</summary>
    public async Task<IFormCollection?> ReadFormAsync(HttpContext http)
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

    /// <summary>What the forms of an answer need.</summary>
    public FormView FormOf(HttpContext http, Deed deed, Typed typed, Problem? problem) =>
        new(guard.TicketFor(http), [.. staff.All.Where(p => staff.May(p.Key, deed) is Permission.Granted)], typed, problem);

    /// <summary>Why whoever typed this may not do it, or null.</summary>
    public Problem? MaySay(Typed typed, Deed deed, Texts texts, out Said said)
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

    /// <summary>Something that was typed is wrong.</summary>
    public static Problem Wrong(string text, params IReadOnlyList<string> details) => new(StatusCodes.Status422UnprocessableEntity, text, details);

    /// <summary>Leads on after a form: a reload then asks, and does nothing again.</summary>
    public static IResult SeeOther(HttpContext http, string address)
    {
        http.Response.Headers.Location = address;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }
}
