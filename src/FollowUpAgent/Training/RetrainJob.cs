using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Training.Challenges;

namespace FollowUpAgent.Training;

/// <summary>Refits the serving recipe every night, and lets the gate judge a changed one.</summary>
internal sealed partial class RetrainJob(Retraining retraining, ILogger<RetrainJob> logger) : IJob
{
    /// <inheritdoc />
    public string Name => "retrain";

    /// <inheritdoc />
    public JobRhythm Rhythm { get; } = JobRhythm.DailyAt(TimeSpan.FromHours(2));

    /// <inheritdoc />
    public async Task RunAsync(JobPeriod period, CancellationToken cancellationToken)
    {
        var (snapshot, alarms, judgement) = await retraining.RunAsync(cancellationToken);
        if (snapshot.Refused is not null)
        {
            SnapshotRefused(snapshot.Id.Value, snapshot.Refused);
        }

        foreach (var alarm in alarms)
        {
            VariantDrifted(alarm.Version, alarm.Sequence, alarm.Step, alarm.Outcome, alarm.Drift, alarm.Happened, alarm.Expected);
        }

        if (judgement is not null)
        {
            GateSaid(judgement.Say());
        }

        // A fit leaves tens of megabytes of matrices and text that nothing needs until the next night. The collector would come for them
        // once as many more are asked for.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    [LoggerMessage(2200, LogLevel.Warning, "Snapshot {Snapshot} does not serve: {Reason}. The one before keeps serving.")]
    private partial void SnapshotRefused(Guid snapshot, string reason);

    [LoggerMessage(2201, LogLevel.Information, "The gate: {Said}")]
    private partial void GateSaid(string said);

    [LoggerMessage(2202, LogLevel.Warning, "{Version} of {Sequence}/{Step} does {Drift} than forecast for {Outcome}: {Happened} times, expected {Expected:0.0}. What it did before counts half now.")]
    private partial void VariantDrifted(string version, string sequence, string step, string outcome, string drift, long happened, double expected);
}
