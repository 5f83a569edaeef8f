using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>Says how the outbox stands: what waits, what a person must look at.</summary>
internal sealed class OutboxSign(Database database, TimeProvider clock) : IHealthSign
{
    private const int MostCounted = 100_000;
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <inheritdoc />
    public async Task<HealthReading> ReadAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var seen = await database.ReadAsync(s => s.QueryValueAsync<Seen>(Count, new { MostCounted, Overdue = now - LongestWait }), cancellationToken);
        var detail = $"{seen.Queued} queued, {seen.Unknown} unknown, {seen.Quarantined} quarantined";
        if (seen.Unknown + seen.Quarantined > 0)
        {
            return new HealthReading("outbox", HealthState.Warning, detail, "Look at unknown and quarantined messages: 'followup check' lists their reasons.");
        }

        return seen.Overdue > 0
            ? new HealthReading("outbox", HealthState.Warning, $"{detail}, some overdue by more than an hour", "See whether the relay answers and its caps have room.")
            : new HealthReading("outbox", HealthState.Ok, detail);
    }

    // Counted up to a limit, each by an index of its own: a health check must not read the history.
    private const string Count =
        """
        SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM message WHERE state = 'queued' LIMIT @MostCounted) AS q) AS queued,
               (SELECT COUNT(*) FROM (SELECT 1 FROM message WHERE state IN ('leased', 'sending', 'unknown') AND state = 'unknown' LIMIT @MostCounted) AS q) AS unknown,
               (SELECT COUNT(*) FROM (SELECT 1 FROM message WHERE state = 'quarantined' LIMIT @MostCounted) AS q) AS quarantined,
               (SELECT COUNT(*) FROM (SELECT 1 FROM message WHERE state = 'queued' AND due_at < @Overdue LIMIT 1) AS q) AS overdue
        """;

    private sealed class Seen
    {
        public int Queued { get; set; }

        public int Unknown { get; set; }

        public int Quarantined { get; set; }

        public int Overdue { get; set; }
    }
}
