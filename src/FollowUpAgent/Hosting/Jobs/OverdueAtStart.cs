namespace FollowUpAgent.Hosting.Jobs;

/// <summary>Runs overdue periods once when the host has started, whatever the scheduler does.</summary>
internal sealed partial class OverdueAtStart(JobRunner runner, IHostApplicationLifetime lifetime, ILogger<OverdueAtStart> logger)
    : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(stoppingToken);
        try
        {
            await runner.TickAsync(stoppingToken);
        }
#pragma warning disable CA1031 // A database that is away for a moment must not stop the agent: the scheduler's next tick runs what is overdue.
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            OverdueFailed(e);
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(1011, LogLevel.Error, "Overdue periods could not be run at start; the next tick tries again.")]
    private partial void OverdueFailed(Exception exception);
}
