using System.Globalization;
using FollowUpAgent.Hosting;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Reports;

/// <summary>The weekly report (<c>Reports</c>).</summary>
internal sealed class ReportsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Reports";

    /// <summary>The language of reports, and of pages where the browser asks for none of ours: en or nl. Default: en.</summary>
    public string Language { get; init; } = "en";

    /// <summary>The day on which the report of the week before is mailed to those of <c>People</c> who have an address. Default: Mon.</summary>
    public string MailOn { get; init; } = "Mon";

    /// <summary>The time of day for that, in UTC, from 00:00 until 23:59; on a Monday from 04:00 on, when the report is made. Default: 06:00.</summary>
    public string MailAt { get; init; } = "06:00";

    /// <summary>When that is, since the beginning of a week.</summary>
    public TimeSpan MailedAfter => TimeSpan.FromDays(((int)Weekday.Parse(MailOn) + 6) % 7) + TimeOf(MailAt)!.Value;

    /// <summary>Everything that is wrong with the section.</summary>
    public IEnumerable<Fault> Faults()
    {
        if (Texts.Find(Language) is null)
        {
            yield return new Fault($"{Section}:Language", Language, $"one of {string.Join(", ", Texts.Languages)}");
        }

        if (!Weekday.IsKnown(MailOn))
        {
            yield return new Fault($"{Section}:{nameof(MailOn)}", MailOn, "a day of the week, as in Mon");
        }

        if (TimeOf(MailAt) is null)
        {
            yield return new Fault($"{Section}:{nameof(MailAt)}", MailAt, "a time of day in UTC, as in 06:00");
        }
        else if (Weekday.IsKnown(MailOn) && MailedAfter < WeeklyReportJob.MadeAfter)
        {
            yield return new Fault($"{Section}:{nameof(MailAt)}", MailAt, $"{WeeklyReportJob.MadeAfter:hh\\:mm} or later on a Monday: the report is made then");
        }
    }

    private static TimeSpan? TimeOf(string? text) => TimeSpan.TryParseExact(text, "hh\\:mm", CultureInfo.InvariantCulture, out var time) ? time : null;
}
