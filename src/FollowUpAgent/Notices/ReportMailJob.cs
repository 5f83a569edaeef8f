using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Reports;

namespace FollowUpAgent.Notices;

/// <summary>Mails the report of the week that ended, once a week.</summary>
internal sealed class ReportMailJob(ReportDesk desk, ReportPost post, ReportsOptions options) : IJob
{
    /// <inheritdoc />
    public string Name => "report-mail";

    /// <inheritdoc />
    public JobRhythm Rhythm { get; } = JobRhythm.WeeklyAt(options.MailedAfter);

    /// <inheritdoc />
    public async Task RunAsync(JobPeriod period, CancellationToken cancellationToken)
    {
        var week = IsoWeek.Of(period.From);
        if (post.Readers.Count == 0 || !await desk.KeepAsync(week, cancellationToken))
        {
            return;
        }

        // The job's next try mails all of them again: twice with the same Message-ID is better than never.
        if (await post.SendAsync(await desk.GetAsync(week, cancellationToken), cancellationToken) is { Count: > 0 } untold)
        {
            throw new InvalidOperationException(post.Advice(untold));
        }
    }
}
