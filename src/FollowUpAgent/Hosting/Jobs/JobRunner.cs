namespace FollowUpAgent.Hosting.Jobs;

/// <summary>Runs every job whose last period is not done yet. A scheduler only has to tick it; missing a tick loses nothing.</summary>
internal sealed partial class JobRunner(IEnumerable<IJob> jobs, IJobLedger ledger, TimeProvider clock, ILogger<JobRunner> logger)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMinutes(5);

    /// <summary>Runs what is due now, one job after the other.</summary>
    /// <returns>How many periods were done.</returns>
    public async Task<int> TickAsync(CancellationToken cancellationToken)
    {
        var done = 0;
        foreach (var job in jobs)
        {
            var period = job.Rhythm.LastEndedAt(clock.GetUtcNow());
            var fence = await ledger.TryBeginAsync(job.Name, period, Lease, cancellationToken);
            if (fence is not null && await RunAsync(job, period, fence.Value, cancellationToken))
            {
                done++;
            }
        }

        return done;
    }

    private async Task<bool> RunAsync(IJob job, JobPeriod period, long fence, CancellationToken cancellationToken)
    {
        try
        {
            await job.RunAsync(period, cancellationToken);
            return await ledger.EndAsync(job.Name, period, fence, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await ledger.FailAsync(job.Name, period, fence, "stopped", TimeSpan.Zero, CancellationToken.None);
            throw;
        }
#pragma warning disable CA1031 // One failing job must not keep the others from their period; its row says what happened.
        catch (Exception e)
        {
            JobFailed(job.Name, period.Key, e);
            await ledger.FailAsync(job.Name, period, fence, e.GetType().Name, PauseAfterFailure, cancellationToken);
            return false;
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(1010, LogLevel.Error, "Job {Job} failed for period {Period}; it is tried again in five minutes.")]
    private partial void JobFailed(string job, string period, Exception exception);
}
