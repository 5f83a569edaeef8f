using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events;

/// <summary>Says what could not be understood, stored or taken in.</summary>
internal sealed class EventsSign(Database database, TrackingPump tracking, TimeProvider clock) : IHealthSign
{
    private const int MostCounted = 1000;
    private static readonly TimeSpan Recent = TimeSpan.FromDays(7);

    /// <inheritdoc />
    public async Task<HealthReading> ReadAsync(CancellationToken cancellationToken)
    {
        var failed = await database.ReadAsync(s => s.CountFailedAsync(clock.GetUtcNow() - Recent, MostCounted), cancellationToken);
        var detail = $"{failed} deliveries of the last week not understood; since the start {tracking.Lost} clicks and opens lost, "
            + $"{tracking.Dropped} dropped by the limit, {tracking.Waiting} wait";
        return failed == 0 && tracking.Lost == 0
            ? new HealthReading("events", HealthState.Ok, detail)
            : new HealthReading("events", HealthState.Warning, detail, "The column inbox.reason says what was wrong; the log says when the database was away.");
    }
}
