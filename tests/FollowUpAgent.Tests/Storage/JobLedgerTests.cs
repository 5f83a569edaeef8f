using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Storage;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Storage;

public sealed class JobLedgerTests
{
    private static readonly JobPeriod Period =
        JobRhythm.DailyAt(TimeSpan.FromHours(2)).LastEndedAt(new DateTimeOffset(2026, 11, 22, 5, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_daily_period_ends_at_its_time_of_day_and_is_named_by_the_day_it_began()
    {
        Assert.Equal("2026-11-21", Period.Key);
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero), Period.Until);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_period_is_run_by_one_of_many_workers_and_only_once(DatabaseKind kind)
    {
        await using var database = await TestDatabase.OpenAsync(kind);
        var ledger = new JobLedger(database);

        var begun = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            ledger.TryBeginAsync("retrain", Period, TimeSpan.FromMinutes(5), CancellationToken.None)));
        var ended = await ledger.EndAsync("retrain", Period, begun.Single(f => f is not null)!.Value, CancellationToken.None);
        var again = await ledger.TryBeginAsync("retrain", Period, TimeSpan.FromMinutes(5), CancellationToken.None);

        Assert.True(ended);
        Assert.Null(again);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_worker_whose_lease_ran_out_cannot_end_the_period_of_its_successor(DatabaseKind kind)
    {
        await using var database = await TestDatabase.OpenAsync(kind);
        var ledger = new JobLedger(database);

        var first = await ledger.TryBeginAsync("retrain", Period, TimeSpan.FromTicks(-1), CancellationToken.None);
        var second = await ledger.TryBeginAsync("retrain", Period, TimeSpan.FromMinutes(5), CancellationToken.None);

        Assert.False(await ledger.EndAsync("retrain", Period, first!.Value, CancellationToken.None));
        Assert.True(await ledger.EndAsync("retrain", Period, second!.Value, CancellationToken.None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_failed_period_is_tried_again_after_its_pause(DatabaseKind kind)
    {
        await using var database = await TestDatabase.OpenAsync(kind);
        var ledger = new JobLedger(database);

        var fence = await ledger.TryBeginAsync("retrain", Period, TimeSpan.FromMinutes(5), CancellationToken.None);
        await ledger.FailAsync("retrain", Period, fence!.Value, "IOException", TimeSpan.FromMinutes(5), CancellationToken.None);
        var tooEarly = await ledger.TryBeginAsync("retrain", Period, TimeSpan.FromMinutes(5), CancellationToken.None);
        await database.WriteAsync(s => s.ExecuteAsync("UPDATE job_run SET lease_until = 0"), CancellationToken.None);

        Assert.Null(tooEarly);
        Assert.NotNull(await ledger.TryBeginAsync("retrain", Period, TimeSpan.FromMinutes(5), CancellationToken.None));
    }
}
