using System.Globalization;
using FollowUpAgent.Contacts;
using FollowUpAgent.Dashboard.Forms;
using FollowUpAgent.Dashboard.Pages;
using FollowUpAgent.LostLeads;
using FollowUpAgent.Oversight.People;

namespace FollowUpAgent.Dashboard.Leads;

/// <summary>The page of lost leads, and the forms that begin with the first of them and take one off.</summary>
internal sealed class LeadPages(LeadQueue queue, RevivalDesk desk, LostLeadsOptions options, FormGuard guard, PageDesk page, TimeProvider clock)
{
    /// <summary>How many can be begun with at once.</summary>
    public const int MostStarted = 100;

    private const string Path = "/lost-leads";
    private const int Shown = 50;

    /// <summary>The head of the queue.</summary>
    public Task<IResult> ListAsync(HttpContext http) => ListAsync(http, Typed.Nothing, null);

    /// <summary>Begins with the first ones.</summary>
    public async Task<IResult> StartAsync(HttpContext http)
    {
        if (await page.ReadFormAsync(http) is not { } form)
        {
            return await page.SayAsync(http, StatusCodes.Status400BadRequest, "approvals.form.foreign", Path);
        }

        var (typed, texts) = (Typed.Of(form), page.TextsOf(http));
        var isRead = int.TryParse(form["top"], NumberStyles.None, CultureInfo.InvariantCulture, out var top) && top is >= 1 and <= MostStarted;
        var problem = page.MaySay(typed, Deed.Approve, texts, out var said)
            ?? (!isRead ? PageDesk.Wrong(texts.Say("leads.top.wrong", MostStarted)) : form["sure"] != "yes" ? PageDesk.Wrong(texts["leads.notSure"]) : null);
        if (problem is not null)
        {
            return await ListAsync(http, typed, problem);
        }

        var started = await desk.StartAsync(top, said.By, http.RequestAborted);
        var note = string.Create(CultureInfo.InvariantCulture, $"{started.Count(s => s.Refused is null)}.{started.Count(s => s.Refused is not null)}");
        return PageDesk.SeeOther(http, $"{Path}?note={Uri.EscapeDataString(guard.Sealed(note))}");
    }

    /// <summary>Takes one off.</summary>
    public async Task<IResult> DismissAsync(HttpContext http, ContactId contact)
    {
        if (await page.ReadFormAsync(http) is not { } form)
        {
            return await page.SayAsync(http, StatusCodes.Status400BadRequest, "approvals.form.foreign", Path);
        }

        var (typed, texts) = (Typed.Of(form), page.TextsOf(http));
        var problem = page.MaySay(typed, Deed.SeeToTask, texts, out var said) ?? (said.Reason is null ? PageDesk.Wrong(texts["leads.why"]) : null);
        if (problem is not null)
        {
            return await ListAsync(http, typed, problem);
        }

        return await desk.DismissAsync(contact, said.By, said.Reason!, http.RequestAborted) ? PageDesk.SeeOther(http, Path) : await page.SayUnknownAsync(http, Path);
    }

    private async Task<IResult> ListAsync(HttpContext http, Typed typed, Problem? problem)
    {
        var view = new LeadsView(
            clock.GetUtcNow(), await queue.ReadAsync(Shown, http.RequestAborted), LeadWords.Of(page.TextsOf(http).Language), options, StartedNote.Read(guard.Opened(http.Request.Query["note"])),
            page.FormOf(http, Deed.Approve, typed, problem));
        return await page.ShowAsync<LostLeadsPage>(http, view, problem?.Status);
    }
}

/// <summary>What the page of lost leads shows.</summary>
/// <param name="Now">When it was read.</param>
/// <param name="Queue">The head of the queue.</param>
/// <param name="Words">What it did, and why it went silent, in words.</param>
/// <param name="Options">How many are begun with a day.</param>
/// <param name="Note">What came of beginning; null where nobody has just begun.</param>
/// <param name="Form">The forms.</param>
internal sealed record LeadsView(DateTimeOffset Now, LeadList Queue, LeadWords Words, LostLeadsOptions Options, StartedNote? Note, FormView Form);

/// <summary>What came of beginning with leads.</summary>
/// <param name="Begun">With how many it was.</param>
/// <param name="Refused">With how many it could not be.</param>
internal sealed record StartedNote(int Begun, int Refused)
{
    /// <summary>Reads a text that bore our seal; null where there is none.</summary>
    public static StartedNote? Read(string? text) => text?.Split('.') is [var begun, var refused]
        && int.TryParse(begun, NumberStyles.None, CultureInfo.InvariantCulture, out var b) && int.TryParse(refused, NumberStyles.None, CultureInfo.InvariantCulture, out var r)
        ? new StartedNote(b, r)
        : null;
}
