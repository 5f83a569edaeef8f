using FollowUpAgent.Delivery;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Storage;
using FollowUpAgent.Tests.House;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace FollowUpAgent.Tests.Dispatch;

public sealed class DatabaseAwayTests
{
    [Theory, OnPostgres]
    public async Task Cut_connections_in_the_middle_of_everything_lose_nothing_and_double_nothing(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 120);
        await desk.PlanAsync();
        desk.Sink.Pace = TimeSpan.FromMilliseconds(15);
        using var over = new CancellationTokenSource();

        var cutting = CutAsync(desk, over.Token);
        var worker = desk.Worker(connections: 8);
        for (var pass = 0; desk.Sink.Delivered.Count < 120 && pass < 500; pass++)
        {
            await PassAsync(worker);
        }

        await over.CancelAsync();
        await cutting;
        // The pool still hands out connections that were cut.
        for (var pass = 0; pass < 20; pass++)
        {
            await PassAsync(worker);
        }

        Assert.Equal((120, 120), (desk.Sink.Delivered.Count, desk.Sink.Delivered.Distinct().Count()));
        Assert.All(await desk.MessagesAsync(), m => Assert.Equal((MessageState.Sent, 0), (m.State, m.LeaseLosses)));
        Assert.Equal(120, await desk.CountedAsync("mailbox"));
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(10, true)]
    [InlineData(13, true)]
    [InlineData(19, false)]
    [InlineData(1, false)]
    public void A_busy_or_full_SQLite_is_waited_for_and_a_refused_statement_is_not(int code, bool isAway) =>
        Assert.Equal(isAway, DatabaseAway.Is(new SqliteException("no", code)));

    [Fact]
    public void A_connection_that_was_cut_off_in_an_idle_transaction_is_taken_anew() =>
        Assert.True(DatabaseAway.Is(new PostgresException("cut off", "FATAL", "FATAL", "25P03")));

    [Theory, OnPostgres]
    public async Task A_worker_that_hangs_in_a_transaction_is_cut_off_and_does_not_hold_the_others(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 0);

        var limit = await desk.Agent.QueryAsync<string>("SHOW idle_in_transaction_session_timeout");

        Assert.Equal(["15s"], limit);
    }

    // As PumpLoop does: a claim that finds the database away is tried again.
    private static async Task PassAsync(DeliveryPump worker)
    {
        try
        {
            await worker.PassAsync(CancellationToken.None);
        }
        catch (Exception e) when (DatabaseAway.Is(e))
        {
            await Task.Yield();
        }
    }

    private static async Task CutAsync(DispatchDesk desk, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                await desk.Agent.QueryAsync<bool>(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
            }
            catch (Exception e) when (DatabaseAway.Is(e))
            {
                // It was handed a connection that is cut already.
            }

            await Task.Delay(60, CancellationToken.None);
        }
    }
}
