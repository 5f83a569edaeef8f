using FollowUpAgent.Dashboard.Forms;
using FollowUpAgent.Dashboard.Pages;
using FollowUpAgent.Oversight.People;

namespace FollowUpAgent.Dashboard.Today;

/// <summary>The page of now, and the form by which a person stops the agent or lets it go on.</summary>
internal sealed class PausePages(HomeReader reader, PauseForms forms, PageDesk page)
{
    private const string Path = "/";

    /// <summary>The page of now.</summary>
    public Task<IResult> ShowAsync(HttpContext http) => ShowAsync(http, Typed.Nothing, null);

    /// <summary>Stops everything, or lets it go on.</summary>
    public async Task<IResult> SayAsync(HttpContext http) => await page.ReadFormAsync(http) is { } form
        ? await forms.DoAsync(http, form, null, (typed, problem) => ShowAsync(http, typed, problem), Path)
        : await page.SayAsync(http, StatusCodes.Status400BadRequest, "approvals.form.foreign", Path);

    private async Task<IResult> ShowAsync(HttpContext http, Typed typed, Problem? problem) =>
        await page.ShowAsync<HomePage>(http, await reader.ReadAsync(page.FormOf(http, Deed.Pause, typed, problem), http.RequestAborted), problem?.Status);
}
