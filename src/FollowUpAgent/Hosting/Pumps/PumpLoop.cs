using System.Collections.Concurrent;

namespace FollowUpAgent.Hosting.Pumps;

/// <summary>The one loop of the house: every pump drains, then rests; a pump that fails backs off and is tried again.</summary>
internal sealed partial class PumpLoop(IEnumerable<IPump> pumps, TimeProvider clock, ILogger<PumpLoop> logger) : BackgroundService
{
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostBackOff = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, PumpState> states = new();

    /// <summary>What each pump did last, for <c>/health</c>.</summary>
    public IReadOnlyDictionary<string, PumpState> States => states;

    /// <summary>How many pumps there are.</summary>
    public int Count { get; } = pumps.Count();

    /// <summary>Whether it runs them: in a simulation, and beside another worker, it is never started.</summary>
    public bool IsStarted => ExecuteTask is not null;

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(pumps.Select(pump => Task.Run(() => RunAsync(pump, stoppingToken), stoppingToken)));

    private async Task RunAsync(IPump pump, CancellationToken stopping)
    {
        var failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var moved = await pump.PassAsync(stopping);
                if (failures > 0)
                {
                    PumpWorksAgain(pump.Name, failures);
                }

                failures = 0;
                states[pump.Name] = new PumpState(clock.GetUtcNow(), moved, null);
                await RestAsync(moved > 0 ? pump.Breath : pump.Rest, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever a pass throws, the loop is what keeps the agent alive: it backs off and tries again.
            catch (Exception e)
            {
                if (failures++ == 0)
                {
                    PumpBeganToFail(pump.Name, e);
                }

                states[pump.Name] = new PumpState(clock.GetUtcNow(), 0, e.GetType().Name);
                await RestAsync(BackOff(failures), stopping);
            }
#pragma warning restore CA1031
        }
    }

    private static TimeSpan BackOff(int failures)
    {
        var wait = FirstBackOff * Math.Pow(2, Math.Min(failures - 1, 10));
        return wait < MostBackOff ? wait : MostBackOff;
    }

    private static async Task RestAsync(TimeSpan rest, CancellationToken stopping)
    {
        if (rest == TimeSpan.Zero)
        {
            await Task.Yield();
            return;
        }

        // The machine's own time: rest is about load, not about business.
        await Task.Delay(rest, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [LoggerMessage(1000, LogLevel.Error, "Pump {Pump} began to fail; it is tried again with growing pauses.")]
    private partial void PumpBeganToFail(string pump, Exception exception);

    [LoggerMessage(1001, LogLevel.Information, "Pump {Pump} works again after {Failures} failures.")]
    private partial void PumpWorksAgain(string pump, int failures);
}

/// <summary>What a pump did in its last pass.</summary>
/// <param name="At">When the pass ended, in business time.</param>
/// <param name="Moved">How many items it moved on.</param>
/// <param name="Failure">The type of the exception it ended with, or null.</param>
internal sealed record PumpState(DateTimeOffset At, int Moved, string? Failure);
