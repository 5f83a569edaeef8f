namespace FollowUpAgent.Reports.Rendering;

/// <summary>What people had to do, by owner.</summary>
internal static class TaskTable
{
    private const double HoursAsDays = 48;

    /// <summary>The section, or null where there was nothing to do.</summary>
    public static ReportSection? Of(TaskWeek? tasks, Words words) => tasks is null ? null : new ReportSection(
        words.Texts["section.tasks"],
        [],
        [
            tasks.All.Open == 0 ? words.Texts["tasks.none"] : words.Texts.Say("tasks.open", tasks.All.Open, Time(tasks.All.OldestHours, words)),
            .. tasks.All.Answered == 0 ? [] : new[] { words.Texts.Say("tasks.answered", tasks.All.Answered, Time(tasks.All.MedianHours, words)) },
        ],
        new ReportTable(
            words.Headers("owner", "open", "oldest", "answered", "timeToAnswer"),
            [.. tasks.Owners.Select(o => new[]
            {
                o.Owner ?? words.Texts["tasks.nobody"], words.Count(o.Open), Time(o.OldestHours, words), words.Count(o.Answered), Time(o.MedianHours, words),
            })],
            Named: 1),
        [words.Texts["note.tasks"]]);

    private static string Time(double? hours, Words words) =>
        hours is not { } known ? Words.Unsaid : known < HoursAsDays ? words.Texts.Say("tasks.hours", known) : words.Texts.Say("tasks.days", known / 24);
}
