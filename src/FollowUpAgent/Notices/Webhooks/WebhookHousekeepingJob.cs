using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Notices.Webhooks;

/// <summary>Deletes deliveries that are old enough, told or not: they name people.</summary>
internal sealed class WebhookHousekeepingJob(Database database, NoticesOptions options) : IJob
{
    private const int Batch = 1000;

    /// <inheritdoc />
    public string Name => "webhook-housekeeping";

    /// <inheritdoc />
    public JobRhythm Rhythm { get; } = JobRhythm.DailyAt(TimeSpan.FromHours(3));

    /// <inheritdoc />
    public async Task RunAsync(JobPeriod period, CancellationToken cancellationToken)
    {
        while (await database.WriteAsync(s => s.DeleteDeliveriesAsync(period.Until - options.KeepWebhooksFor, Batch), cancellationToken) > 0)
        {
        }
    }
}
