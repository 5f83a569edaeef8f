using FollowUpAgent.Dispatch.Guards;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Oversight;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Oversight.Autonomy;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Silences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dashboard.Today;

/// <summary>Reads what the page of now says about the day.</summary>
internal sealed class TodayReader(Database database, OutgoingReader outgoing, SteeringDesk steering, WorkerWatch workers, Rehearsal rehearsal)
{
    private const int MostTasks = 5;
    private const int MostKinds = 5;

    /// <summary>Reads it.</summary>
    /// <param name="now">Business time.</param>
    /// <param name="numbers">The figures of now.</param>
    /// <param name="health">What the agent sees of itself.</param>
    /// <param name="next">When the next step comes, or null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<TodayView> ReadAsync(
        DateTimeOffset now, LiveNumbers numbers, IReadOnlyList<HealthReading> health, DateTimeOffset? next, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var (planned, stopped) = (await outgoing.ReadAsync(session, now), StoppedBy(await steering.AtAsync(session, now)));
            return new TodayView
            {
                Outgoing = planned,
                Approvals = [.. (await session.CountPendingByRuleAsync()).Take(MostKinds)],
                Tasks = await session.ListTasksAsync(areOpen: true, null, MostTasks),
                Alarms = [.. health.Where(r => r.State != HealthState.Ok).OrderByDescending(r => r.State)],
                Silent = numbers.Row.Sent > 0 ? [] : await WhyAsync(session, stopped, numbers, planned, next, now),
                Stopped = stopped,
            };
        },
        cancellationToken);

    private async Task<IReadOnlyList<Sentence>> WhyAsync(
        Session session, Stopped stopped, LiveNumbers numbers, Outgoing planned, DateTimeOffset? next, DateTimeOffset now)
    {
        // A simulation runs the pumps by itself, without the worker's loop.
        var worker = rehearsal.Week > 0 ? null : workers.WhyNone([], now);
        return Quiet.Reasons(stopped, worker, await session.ReadHeldSendersAsync(), numbers, planned, next);
    }

    private static Stopped StoppedBy(Steering steered) => new(
        steered.Pauses, steered.Pauses.Everything ? steered.InForce.LastOrDefault(d => d.ByKey.ContainsKey(AutonomyOptions.PausedKey)) : null);
}
