using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>
/// Deletes the texts of settled messages when they are old enough. That something was sent, when and why stays; what could still be sent or
/// waits for a person keeps its text.
/// </summary>
internal sealed class ContentJob(Database database, DispatchOptions options) : IJob
{
    private const int Batch = 1000;

    /// <inheritdoc />
    public string Name => "contents";

    /// <inheritdoc />
    public JobRhythm Rhythm { get; } = JobRhythm.DailyAt(TimeSpan.FromHours(3));

    /// <inheritdoc />
    public async Task RunAsync(JobPeriod period, CancellationToken cancellationToken)
    {
        var before = period.Until - options.KeepContents;
        // In batches: a long write would keep mails and events waiting.
        while (await database.WriteAsync(s => s.DeleteContentsAsync(before, Batch), cancellationToken) > 0)
        {
        }

        while (await database.WriteAsync(s => s.DeleteApprovalTextsAsync(before, Batch), cancellationToken) > 0)
        {
        }
    }
}
