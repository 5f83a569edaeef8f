namespace FollowUpAgent.Hosting.Jobs;

/// <summary>Runs overdue periods once when the host has started, whatever the scheduler does.</summary>
internal sealed class OverdueAtStart(JobRunner runner, IHostApplicationLifetime lifetime) : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(stoppingToken);
        await runner.TickAsync(stoppingToken);
    }
}
