using FollowUpAgent.Hosting.Jobs;

namespace FollowUpAgent.Storage;

/// <summary>The job rows in the database.</summary>
internal sealed class JobLedger(Database database) : IJobLedger
{
    private const long MicrosPerTick = TimeSpan.TicksPerMicrosecond;

    /// <inheritdoc />
    public Task<long?> TryBeginAsync(string job, JobPeriod period, TimeSpan lease, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session => session.QuerySingleOrDefaultAsync<long?>(
                Begin(session.Dialect.NowMicros),
                new { job, period.Key, period.From, period.Until, Lease = lease.Ticks / MicrosPerTick }),
            cancellationToken);

    /// <inheritdoc />
    public Task<bool> EndAsync(string job, JobPeriod period, long fence, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session => await session.ExecuteAsync(EndRun, new { job, period.Key, fence }) == 1, cancellationToken);

    /// <inheritdoc />
    public Task FailAsync(string job, JobPeriod period, long fence, string reason, TimeSpan pause, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session => session.ExecuteAsync(
                Fail(session.Dialect.NowMicros), new { job, period.Key, fence, reason, Pause = pause.Ticks / MicrosPerTick }),
            cancellationToken);

    private static string Begin(string now) =>
        $"""
        INSERT INTO job_run AS mine (job, period, period_from, period_until, state, fence, lease_until)
        VALUES (@job, @Key, @From, @Until, 'running', 1, {now} + @Lease)
        ON CONFLICT (job, period) DO UPDATE
        SET state = 'running', fence = mine.fence + 1, lease_until = excluded.lease_until, reason = NULL
        WHERE mine.state <> 'done' AND mine.lease_until <= {now}
        RETURNING fence
        """;

    private const string EndRun =
        "UPDATE job_run SET state = 'done', reason = NULL WHERE job = @job AND period = @Key AND fence = @fence AND state = 'running'";

    private static string Fail(string now) =>
        $"""
        UPDATE job_run
        SET state = 'failed', reason = @reason, lease_until = {now} + @Pause
        WHERE job = @job AND period = @Key AND fence = @fence AND state = 'running'
        """;
}
