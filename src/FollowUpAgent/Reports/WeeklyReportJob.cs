using FollowUpAgent.Hosting.Jobs;

namespace FollowUpAgent.Reports;

/// <summary>Makes and keeps the report of the week that ended, on Monday morning.</summary>
internal sealed class WeeklyReportJob(ReportDesk desk) : IJob
{
    /// <inheritdoc />
    public string Name => "weekly-report";

    // Later than the nightly refit, so that Monday's model is in it.
    /// <inheritdoc />
    public JobRhythm Rhythm { get; } = JobRhythm.WeeklyAt(TimeSpan.FromHours(4));

    /// <inheritdoc />
    public Task RunAsync(JobPeriod period, CancellationToken cancellationToken) => desk.KeepAsync(IsoWeek.Of(period.From), cancellationToken);
}
