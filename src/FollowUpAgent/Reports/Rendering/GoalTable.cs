namespace FollowUpAgent.Reports.Rendering;

/// <summary>How goals stand, and what forecasts were worth.</summary>
internal static class GoalTable
{
    /// <summary>The goals that people have set, or null where there are none.</summary>
    public static ReportSection? Of(WeeklyReport report, Words words)
    {
        var rows = report.Goals.SelectMany(g => g.Targets.Select(t => (g.Outcome, Target: t))).OrderBy(t => t.Target.Goal, StringComparer.Ordinal).ToList();
        return rows.Count == 0 ? null : new ReportSection(
            words.Texts["section.goals"],
            [],
            [],
            new ReportTable(
                words.Headers("goal", "what", "until", "reached", "target", "forecast", "interval", "met"),
                [.. rows.Select(r => new[]
                {
                    r.Target.Goal, words.Texts.Name("outcome", r.Outcome), r.Target.Until.AddDays(-1).UtcDateTime.ToString("d MMM yyyy", words.Texts.Culture), words.Count(r.Target.Reached),
                    words.Count(r.Target.Target), words.Tenth(r.Target.Expected), words.Texts.Say("range", words.Count(r.Target.Low), words.Count(r.Target.High)), words.Texts[$"met.{r.Target.Met}"],
                })],
                Named: 3),
            [words.Texts["note.goals"]]);
    }

    /// <summary>What was expected and what happened, or null where nothing was.</summary>
    public static ReportSection? Forecasts(ForecastWeek? forecasts, Words words) => forecasts is not { } all ? null : new ReportSection(
        words.Texts["section.forecasts"],
        [],
        [.. all.Adopted.Where(a => a.Outcomes.Count == 0).Select(a => words.Texts.Say("forecast.early", a.Decisions, a.Scenario, a.By, a.AdoptedAt.UtcDateTime))],
        all.Next.Count + all.Last.Count + all.Adopted.Sum(a => a.Outcomes.Count) == 0 ? null : new ReportTable(
            words.Headers("of", "what", "forecast", "interval", "happened"),
            [
                .. all.Last.Select(f => Row(words.Texts["forecast.last"], f, words)),
                .. all.Next.Select(f => Row(words.Texts["forecast.next"], f, words)),
                .. all.Adopted.SelectMany(a => a.Outcomes.Select(f => Row(words.Texts.Say("forecast.scenario", a.Scenario, a.By), f, words))),
            ],
            Named: 2),
        [words.Texts["note.forecasts"]]);

    private static string[] Row(string of, ForecastOutcome forecast, Words words) =>
    [
        of,
        words.Texts.Name("outcome", forecast.Outcome),
        words.Tenth(forecast.Expected),
        words.Texts.Say("range", words.Tenth(forecast.Low), words.Tenth(forecast.High)),
        forecast.Happened is { } happened ? words.Tenth(happened) + (forecast.IsInside == false ? $" ({words.Texts["forecast.outside"]})" : "") : Words.Unsaid,
    ];
}
