using FollowUpAgent.Hosting.Jobs;

namespace FollowUpAgent.Reports;

/// <summary>Makes and keeps the report of the week that ended, on Monday morning.</summary>
internal sealed class WeeklyReportJob(ReportDesk desk) : IJob
{
    /// <summary>When a report is made after its week is over: later than the nightly refit, so that Monday's model is in it.</summary>
    public static readonly TimeSpan MadeAfter = TimeSpan.FromHours(4);

    /// <inheritdoc />
    public string Name => "weekly-report";

    /// <inheritdoc />
    public JobRhythm Rhythm { get; } = JobRhythm.WeeklyAt(MadeAfter);

    /// <inheritdoc />
    public Task RunAsync(JobPeriod period, CancellationToken cancellationToken) => desk.KeepAsync(IsoWeek.Of(period.From), cancellationToken);
}
