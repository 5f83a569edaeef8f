using FollowUpAgent.Dashboard.Forms;
using FollowUpAgent.Dashboard.Pages;
using FollowUpAgent.Oversight;
using FollowUpAgent.Oversight.People;

namespace FollowUpAgent.Dashboard.Tasks;

/// <summary>The page of what people have to do for contacts, and the form that closes one.</summary>
internal sealed class TaskPages(TaskPageReader reader, TaskDesk desk, PageDesk page)
{
    /// <summary>Where it is.</summary>
    public const string Path = "/tasks";

    /// <summary>What is open.</summary>
    public async Task<IResult> ListAsync(HttpContext http)
    {
        var isAfter = Guid.TryParse(http.Request.Query["after"], out var after);
        return !isAfter && http.Request.Query.ContainsKey("after")
            ? await page.SayAsync(http, StatusCodes.Status400BadRequest, "page.cursor.wrong", Path)
            : await ListAsync(http, isAfter ? new TaskId(after) : null, Typed.Nothing, null);
    }

    /// <summary>One is done.</summary>
    public async Task<IResult> CloseAsync(HttpContext http, TaskId id)
    {
        if (await page.ReadFormAsync(http) is not { } form)
        {
            return await page.SayAsync(http, StatusCodes.Status400BadRequest, "approvals.form.foreign", Path);
        }

        var (typed, texts) = (Typed.Of(form), page.TextsOf(http));
        if (!TaskOutcome.Sayable.Contains(typed.Answer))
        {
            return await page.SayAsync(http, StatusCodes.Status400BadRequest, "approvals.form.broken", Path);
        }

        if (page.MaySay(typed, Deed.SeeToTask, texts, out var said) is { } problem)
        {
            return await ListAsync(http, null, typed, problem);
        }

        return await desk.CloseAsync(id, typed.Answer, said.By, form["resume"] == "yes", http.RequestAborted) is null
            ? await page.SayUnknownAsync(http, Path)
            : PageDesk.SeeOther(http, Path);
    }

    private async Task<IResult> ListAsync(HttpContext http, TaskId? after, Typed typed, Problem? problem) =>
        await page.ShowAsync<TasksPage>(http, await reader.ListAsync(after, page.FormOf(http, Deed.SeeToTask, typed, problem), http.RequestAborted), problem?.Status);
}
