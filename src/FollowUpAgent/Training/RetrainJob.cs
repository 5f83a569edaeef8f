using FollowUpAgent.Hosting.Jobs;

namespace FollowUpAgent.Training;

/// <summary>Refits the serving recipe every night.</summary>
internal sealed partial class RetrainJob(Trainer trainer, ILogger<RetrainJob> logger) : IJob
{
    /// <inheritdoc />
    public string Name => "retrain";

    /// <inheritdoc />
    public JobRhythm Rhythm { get; } = JobRhythm.DailyAt(TimeSpan.FromHours(2));

    /// <inheritdoc />
    public async Task RunAsync(JobPeriod period, CancellationToken cancellationToken)
    {
        var snapshot = await trainer.TrainAsync(cancellationToken);
        if (snapshot.Refused is not null)
        {
            SnapshotRefused(snapshot.Id.Value, snapshot.Refused);
        }

        // A fit leaves tens of megabytes of matrices and text that nothing needs until the next night. The collector would come for them
        // once as many more are asked for.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    [LoggerMessage(2200, LogLevel.Warning, "Snapshot {Snapshot} does not serve: {Reason}. The one before keeps serving.")]
    private partial void SnapshotRefused(Guid snapshot, string reason);
}
