using System.Globalization;
using FollowUpAgent.Dashboard.Forms;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Oversight.People;

namespace FollowUpAgent.Dashboard.Today;

/// <summary>Does what a form says that stops everything or one sequence, or lets it go on.</summary>
internal sealed class PauseForms(PauseDesk pauses, PageDesk page, TimeProvider clock)
{
    /// <summary>For how many hours one may stop it; 0 is until somebody lets it go on.</summary>
    public static readonly IReadOnlyList<int> Hours = [0, 1, 4, 24, 168];

    /// <summary>Does it.</summary>
    /// <param name="http">Who asks.</param>
    /// <param name="form">What was sent.</param>
    /// <param name="sequence">What is meant; null for everything.</param>
    /// <param name="show">The page with the form, which says why nothing was done.</param>
    /// <param name="back">Where to go on.</param>
    public async Task<IResult> DoAsync(HttpContext http, IFormCollection form, string? sequence, Func<Typed, Problem, Task<IResult>> show, string back)
    {
        var (typed, texts) = (Typed.Of(form), page.TextsOf(http));
        if (typed.Answer is not ("pause" or "resume") || HoursOf(form) is not { } hours)
        {
            return await page.SayAsync(http, StatusCodes.Status400BadRequest, "approvals.form.broken", back);
        }

        var problem = page.MaySay(typed, Deed.Pause, texts, out var said) ?? (said.Reason is null ? PageDesk.Wrong(texts["today.pause.why"]) : null);
        problem ??= await DoAsync(typed.Answer == "pause", sequence, said.By, said.Reason!, hours, texts["today.pause.refused"], http.RequestAborted);
        return problem is null ? PageDesk.SeeOther(http, back) : await show(typed, problem);
    }

    private static int? HoursOf(IFormCollection form) =>
        int.TryParse(form["hours"].ToString() is { Length: > 0 } text ? text : "0", NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && Hours.Contains(hours) ? hours : null;

    private async Task<Problem?> DoAsync(bool isPause, string? sequence, string by, string reason, int hours, string refusedText, CancellationToken cancellationToken)
    {
        if (!isPause)
        {
            await pauses.ResumeAsync(sequence, by, reason, cancellationToken);
            return null;
        }

        var until = hours == 0 ? default(DateTimeOffset?) : clock.GetUtcNow().AddHours(hours);
        return await pauses.PauseAsync(sequence, by, reason, until, cancellationToken) is DirectiveAnswer.Refused refused
            ? PageDesk.Wrong(refusedText, [.. refused.Faults.Select(f => $"{f}")])
            : null;
    }
}
