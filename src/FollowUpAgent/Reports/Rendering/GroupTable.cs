using FollowUpAgent.Decisions;
using FollowUpAgent.Reports.Evidence;

namespace FollowUpAgent.Reports.Rendering;

/// <summary>The week by group: a row a figure and a column a group, so that it fits a narrow window.</summary>
internal static class GroupTable
{
    private static readonly string[] Always =
        [OutcomeCatalog.Goal, OutcomeCatalog.PositiveReply, OutcomeCatalog.Click, OutcomeCatalog.UnsubscribeOrNegative];

    /// <summary>What was done and what happened.</summary>
    public static ReportSection Of(WeeklyReport report, Words words) => new(
        words.Texts["section.groups"],
        [],
        [],
        new ReportTable(
            ["", .. report.Groups.Select(g => words.Texts.Name("group", g.Group))],
            [
                Row(report, words, "entered", g => words.Count(g.Entered)),
                Row(report, words, "active", g => words.Count(g.Active)),
                Row(report, words, "sent", g => words.Count(g.Sent)),
                Row(report, words, "skipped", g => words.Count(g.Skipped)),
                Row(report, words, "lapsed", g => words.Share(g.Lapsed, g.Sent + g.Skipped + g.Lapsed)),
                .. report.Goals.Where(o => Always.Contains(o.Outcome) || o.Count > 0).Select(o =>
                    new[] { words.Texts.Name("outcome", o.Outcome) }.Concat(report.Groups.Select(g => words.Count(g.Outcomes.GetValueOrDefault(o.Outcome)))).ToArray()),
                Row(report, words, "bounced", g => words.Count(g.Bounced)),
                Row(report, words, "complained", g => words.Count(g.Complained)),
            ],
            Named: 1),
        []);

    /// <summary>What contacts have earned since they entered.</summary>
    public static ReportSection RewardOf(WeeklyReport report, Words words) => new(
        words.Texts["section.reward"],
        [],
        [],
        new ReportTable(
            words.Headers("group", "contacts", "reward", "interval"),
            [.. report.Groups.Where(g => g.Compared > 0).Select(g => new[]
            {
                words.Texts.Name("group", g.Group), words.Count(g.Compared), words.Value(g.RewardPerContact), words.Range(g.Interval),
            })],
            Named: 1),
        [
            words.Texts.Say("note.reward", report.ComparedSince.UtcDateTime, string.Join(", ", report.Goals.Select(g => $"{words.Texts.Name("outcome", g.Outcome)} {words.Weight(g.Weight)}"))),
            .. report.Ratio is { } ratio ? new[] { NoteOf(ratio, words) } : [],
        ]);

    // Whatever compares groups goes by this.
    private static string NoteOf(GroupRatio ratio, Words words) => words.Texts.Say(
        ratio.IsAlarming ? "note.ratio.alarm" : "note.ratio",
        string.Join(", ", ratio.Counts.Select(c => $"{words.Texts.Name("group", c.Key)} {words.Count(c.Value)}")));

    private static string[] Row(WeeklyReport report, Words words, string header, Func<GroupWeek, string> cell) =>
        [words.Texts[$"column.{header}"], .. report.Groups.Select(cell)];
}
