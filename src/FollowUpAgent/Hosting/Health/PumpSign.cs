using FollowUpAgent.Hosting.Pumps;

namespace FollowUpAgent.Hosting.Health;

/// <summary>Says which pumps fail.</summary>
internal sealed class PumpSign(PumpLoop loop) : IHealthSign
{
    /// <inheritdoc />
    public Task<HealthReading> ReadAsync(CancellationToken cancellationToken)
    {
        var failing = loop.States.Where(s => s.Value.Failure is not null).Select(s => $"{s.Key} ({s.Value.Failure})").ToList();
        var running = loop.IsStarted
            ? $"{loop.States.Count} pumps run"
            : $"{loop.Count} pumps, without a loop in this process: a simulation or another worker runs them";
        return Task.FromResult(failing.Count == 0
            ? new HealthReading("pumps", HealthState.Ok, running)
            : new HealthReading("pumps", HealthState.Failing, string.Join(", ", failing), "See the log for the first failure of each."));
    }
}
