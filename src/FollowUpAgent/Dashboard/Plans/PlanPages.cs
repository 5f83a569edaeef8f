using FollowUpAgent.Dashboard.Forms;
using FollowUpAgent.Dashboard.Pages;
using FollowUpAgent.Dashboard.Today;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Oversight.People;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Evidence;
using FollowUpAgent.Reports.Rendering;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dashboard.Plans;

/// <summary>The page of sequences: steps, variants with what is known of them, when mails would go out; and the form that stops one.</summary>
internal sealed class PlanPages(Database database, SteeringDesk steering, PauseForms forms, PageDesk page, TimeProvider clock)
{
    private const string Path = "/sequences";

    /// <summary>The page.</summary>
    public Task<IResult> ShowAsync(HttpContext http) => ShowAsync(http, Typed.Nothing, null);

    /// <summary>Stops one, or lets it go on.</summary>
    public async Task<IResult> PauseAsync(HttpContext http, string sequence)
    {
        if (await page.ReadFormAsync(http) is not { } form)
        {
            return await page.SayAsync(http, StatusCodes.Status400BadRequest, "approvals.form.foreign", Path);
        }

        return (await ReadAsync(Typed.Nothing, null, http)).Plans.Any(p => p.Definition.Key == sequence)
            ? await forms.DoAsync(http, form, sequence, (typed, problem) => ShowAsync(http, typed, problem), Path)
            : await page.SayUnknownAsync(http, Path);
    }

    private async Task<IResult> ShowAsync(HttpContext http, Typed typed, Problem? problem) =>
        await page.ShowAsync<SequencesPage>(http, await ReadAsync(typed, problem, http), problem?.Status);

    private Task<PlansView> ReadAsync(Typed typed, Problem? problem, HttpContext http) => database.ReadAsync(
        async session =>
        {
            var now = clock.GetUtcNow();
            var held = await steering.AtAsync(session, now);
            var report = await session.FindReportWeeksAsync(1) is [var week] && await session.FindReportAsync(week) is { } kept ? ReportJson.Read(kept) : null;
            var known = (report?.Works.Concat(report.NotYetKnowable) ?? []).ToLookup(v => (v.Sequence, v.Step));
            return new PlansView(
                held.Pauses,
                report?.Week,
                [.. held.Sequences.All.Select(d => new PlanLine(d, SchedulePreview.Of(d, null, now), known))],
                page.FormOf(http, Deed.Pause, typed, problem));
        },
        http.RequestAborted);
}

/// <summary>What the page of sequences shows.</summary>
/// <param name="Pauses">What people have stopped.</param>
/// <param name="Week">The week of the report that the evidence is of; null where none was made yet.</param>
/// <param name="Plans">The sequences as they hold now.</param>
/// <param name="Form">The forms.</param>
internal sealed record PlansView(Pauses Pauses, string? Week, IReadOnlyList<PlanLine> Plans, FormView Form);

/// <summary>One sequence.</summary>
/// <param name="Definition">As it holds now.</param>
/// <param name="Preview">When mails would go out to somebody who entered now, in the default time zone.</param>
/// <param name="Known">What is known of variants, by sequence and step.</param>
internal sealed record PlanLine(SequenceDefinition Definition, SchedulePreview Preview, ILookup<(string Sequence, string Step), VariantEvidence> Known)
{
    /// <summary>When the mail of a step would go out; null where it would not.</summary>
    public DateTimeOffset? SendsAt(StepDefinition step) => Preview.Steps.FirstOrDefault(p => p.Step == step.Key)?.SendsAt;

    /// <summary>What is known of the versions of a variant, the most sent one first.</summary>
    public IEnumerable<VariantEvidence> Of(StepDefinition step, VariantDefinition variant) =>
        Known[(Definition.Key, step.Key)].Where(v => Learning.Features.Variant.KeyOf(v.Variant) == variant.Key).OrderByDescending(v => v.Sends);
}
