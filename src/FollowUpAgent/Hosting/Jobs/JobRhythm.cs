using System.Globalization;

namespace FollowUpAgent.Hosting.Jobs;

/// <summary>How often a job is due, counted in UTC: periods never overlap and leave no gap.</summary>
internal sealed record JobRhythm
{
    private readonly TimeSpan length;
    private readonly TimeSpan at;
    private readonly string format;

    private JobRhythm(TimeSpan length, TimeSpan at, string format)
    {
        this.length = length;
        this.at = at;
        this.format = format;
    }

    /// <summary>Due at every full hour, for the hour that ended.</summary>
    public static JobRhythm Hourly { get; } = new(TimeSpan.FromHours(1), TimeSpan.Zero, "yyyy-MM-dd'T'HH");

    /// <summary>Due every second; for watching a scheduler at work.</summary>
    public static JobRhythm EverySecond { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.Zero, "yyyy-MM-dd'T'HH:mm:ss");

    /// <summary>Due every day at a time of day in UTC, for the 24 hours that ended.</summary>
    public static JobRhythm DailyAt(TimeSpan timeOfDay) => new(TimeSpan.FromDays(1), timeOfDay, "yyyy-MM-dd");

    /// <summary>Due every week at this time after Monday 00:00 UTC, for the seven days that ended; a period is named after its first day.</summary>
    // The calendar's first day was a Monday, so weeks need no offset of their own.
    public static JobRhythm WeeklyAt(TimeSpan sinceMonday) => new(TimeSpan.FromDays(7), sinceMonday, "yyyy-MM-dd");

    /// <summary>The last period that has ended at <paramref name="now"/>.</summary>
    public JobPeriod LastEndedAt(DateTimeOffset now)
    {
        var ticks = now.UtcTicks - at.Ticks;
        var until = new DateTimeOffset((ticks - (ticks % length.Ticks)) + at.Ticks, TimeSpan.Zero);
        var from = until - length;
        return new JobPeriod(from.ToString(format, CultureInfo.InvariantCulture), from, until);
    }
}
