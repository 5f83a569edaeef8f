using FollowUpAgent.Events.Quarantine;
using FollowUpAgent.Events.Replies;
using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Oversight;
using FollowUpAgent.Signals;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events;

/// <summary>
/// Deletes raw bodies, the words of answers, IP addresses and user agents when they are old enough; what was understood of them stays. Visits of
/// nobody go too.
/// </summary>
internal sealed class HousekeepingJob(Database database, EventsOptions options, SignalsOptions signals) : IJob
{
    private const int Batch = 1000;

    // No longer than a consent is usually asked for again.
    private static readonly TimeSpan KeepBrowserFor = TimeSpan.FromDays(400);

    /// <inheritdoc />
    public string Name => "inbox-housekeeping";

    /// <inheritdoc />
    public JobRhythm Rhythm { get; } = JobRhythm.DailyAt(TimeSpan.FromHours(3));

    /// <inheritdoc />
    public async Task RunAsync(JobPeriod period, CancellationToken cancellationToken)
    {
        var before = period.Until - options.KeepRawFor;
        // In batches: a long write would keep mails and events waiting.
        while (await database.WriteAsync(s => s.DeleteRawAsync(before, Batch), cancellationToken) > 0)
        {
        }

        while (await database.WriteAsync(s => s.DeleteReplyTextsAsync(before, Batch), cancellationToken) > 0)
        {
        }

        while (await database.WriteAsync(s => s.DeleteTaskTextsAsync(before, Batch), cancellationToken) > 0)
        {
        }

        while (await database.WriteAsync(s => s.DeleteAnonymousVisitsAsync(period.Until - signals.KeepAnonymousFor, Batch), cancellationToken) > 0)
        {
        }

        while (await database.WriteAsync(s => s.DeleteVisitorsAsync(period.Until - KeepBrowserFor, Batch), cancellationToken) > 0)
        {
        }

        await database.WriteAsync(s => s.TrimQuarantineAsync(period.Until), cancellationToken);
    }
}
