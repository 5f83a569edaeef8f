namespace FollowUpAgent.Hosting.Jobs;

/// <summary>The rows that make a job run once per period. Storage keeps them.</summary>
internal interface IJobLedger
{
    /// <summary>Takes the period for this worker, unless it is done or another worker's lease on it still runs.</summary>
    /// <returns>The fence to end it with, or null where there is nothing to do.</returns>
    Task<long?> TryBeginAsync(string job, JobPeriod period, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Marks the period as done, if the fence is still ours.</summary>
    Task<bool> EndAsync(string job, JobPeriod period, long fence, CancellationToken cancellationToken);

    /// <summary>Gives a failed period back, so that the next tick tries it again after a pause.</summary>
    Task FailAsync(string job, JobPeriod period, long fence, string reason, TimeSpan pause, CancellationToken cancellationToken);
}
