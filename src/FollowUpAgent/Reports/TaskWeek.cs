using FollowUpAgent.Storage;

namespace FollowUpAgent.Reports;

/// <summary>What people had to do for contacts, and how long contacts waited for it.</summary>
/// <param name="All">All of it together; its owner is null.</param>
/// <param name="Owners">By owner; a null one is nobody.</param>
internal sealed record TaskWeek(TaskFigures All, IReadOnlyList<TaskFigures> Owners)
{
    /// <summary>Reads it; null where nothing was open or answered.</summary>
    public static async Task<TaskWeek?> ReadAsync(Session session, Span span)
    {
        var open = await session.CountOpenTasksAsync(span.Until);
        var answered = await session.FindAnswerTimesAsync(span);
        if (open.Count + answered.Count == 0)
        {
            return null;
        }

        var owners = open.Select(o => o.Owner).Concat(answered.Select(a => a.Owner)).Distinct().OrderBy(o => o, StringComparer.Ordinal);
        return new TaskWeek(
            Of(null, open, answered),
            [.. owners.Select(o => Of(o, [.. open.Where(r => r.Owner == o)], [.. answered.Where(r => r.Owner == o)]))]);

        TaskFigures Of(string? owner, IReadOnlyList<OpenTaskCount> opened, IReadOnlyList<AnswerTime> times) => new(
            owner,
            opened.Sum(o => o.Count),
            opened.Count == 0 ? null : (span.Until - opened.Min(o => o.Oldest)).TotalHours,
            times.Count,
            MedianOf([.. times.Select(t => t.Took / (double)TimeSpan.MicrosecondsPerHour).Order()]));
    }

    private static double? MedianOf(IReadOnlyList<double> ordered) =>
        ordered.Count == 0 ? null : (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2;
}

/// <summary>The tasks of one owner, or of all.</summary>
/// <param name="Owner">The owner's address, or null.</param>
/// <param name="Open">Open at the end of the week.</param>
/// <param name="OldestHours">How long the oldest of them is open, or null.</param>
/// <param name="Answered">Answered in the week.</param>
/// <param name="MedianHours">How long half of those took at most, or null.</param>
internal sealed record TaskFigures(string? Owner, long Open, double? OldestHours, long Answered, double? MedianHours);

/// <summary>Open tasks of one owner.</summary>
internal sealed class OpenTaskCount
{
    public string? Owner { get; set; }

    public long Count { get; set; }

    public DateTimeOffset Oldest { get; set; }
}

/// <summary>How long one answer took, in microseconds.</summary>
internal sealed class AnswerTime
{
    public string? Owner { get; set; }

    public long Took { get; set; }
}
