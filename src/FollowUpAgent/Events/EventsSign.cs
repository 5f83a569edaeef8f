using FollowUpAgent.Events.Quarantine;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events;

/// <summary>Says what could not be understood, stored or taken in.</summary>
internal sealed class EventsSign(Database database, TrackingPump tracking, Intake intake, TimeProvider clock) : IHealthSign
{
    private const int MostCounted = 1000;
    private static readonly TimeSpan Recent = TimeSpan.FromDays(7);

    /// <inheritdoc />
    public async Task<HealthReading> ReadAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var failed = await database.ReadAsync(s => s.CountFailedAsync(now - Recent, MostCounted), cancellationToken);
        var forged = intake.Forged.Where(f => f.Value.Last > now - TimeSpan.FromDays(1)).ToList();
        var detail = $"{failed} deliveries of the last week not understood; since the start {tracking.Lost} clicks and opens lost, "
            + $"{tracking.Dropped} dropped by the limit, {tracking.Waiting} wait, {intake.Forged.Values.Sum(f => f.Count)} deliveries refused as not genuine";
        if (failed > 0 || tracking.Lost > 0)
        {
            return new HealthReading("events", HealthState.Warning, detail, "The column inbox.reason says what was wrong; the log says when the database was away.");
        }

        var kept = await database.ReadAsync(s => s.CountQuarantinedAsync(), cancellationToken);
        detail += kept.Count == 0 ? "" : $"; in quarantine {string.Join(", ", kept.OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => $"{k.Value} of {k.Key}"))}";
        return forged.Count == 0 && kept.Count == 0
            ? new HealthReading("events", HealthState.Ok, detail)
            : new HealthReading(
                "events",
                HealthState.Warning,
                detail,
                $"Compare the secrets of {string.Join(", ", forged.Select(f => f.Key).Union(kept.Keys).Order(StringComparer.Ordinal))} with the sender's, or keep out whoever "
                    + $"posts there. What lies in quarantine is checked again at the next start, and deleted after {QuarantineStore.KeepFor.Days} days.");
    }
}
