using System.Diagnostics;
using FollowUpAgent.EndToEnd.Tests.Killing;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Storage;
using FollowUpAgent.Tests.House;
using Xunit.Abstractions;

namespace FollowUpAgent.EndToEnd.Tests.Faults;

[Collection("faults")]
public sealed class DatabaseCrashTests(ITestOutputHelper output)
{
    private const string CutOne =
        $"""
        SELECT pg_terminate_backend(pid)
        FROM pg_stat_activity
        WHERE datname = current_database() AND application_name <> '{Ground.Watcher}'
        ORDER BY random()
        LIMIT 1
        """;

    [Theory, OnPostgres]
    public async Task A_database_that_crashes_under_load_loses_nothing_and_work_goes_on_unaided(DatabaseKind kind)
    {
        var crashes = 2 * TestScale.Factor;
        var server = await PrivatePostgres.OwnAsync();
        await using var ground = await Ground.OpenAsync(
            kind, 150 * (crashes + 1), TimeSpan.FromMilliseconds(40), postgres: await server.AddDatabaseAsync());
        WorkerProcess[] workers = [ground.Start(), ground.Start()];
        await Task.WhenAll(workers.Select(w => w.Listening));
        using var over = new CancellationTokenSource();
        var cutting = CutAsync(ground, over.Token);

        var recoveries = new List<TimeSpan>();
        var chance = new SeededUniforms(1);
        for (var crash = 0; crash < crashes; crash++)
        {
            await ground.UntilArrivedAsync((crash + 1) * ground.Mails / (crashes + 1));
            recoveries.Add(await CrashAsync(ground, server, TimeSpan.FromSeconds(0.2 + (2 * chance.Next()))));
        }

        await ground.UntilDoneAsync();
        await over.CancelAsync();
        var cuts = await cutting;

        output.WriteLine(
            $"{kind}: {ground.Mails} mails, {crashes} crashes, {cuts} cut connections, longest recovery {recoveries.Max().TotalSeconds:F1} s, {ground.Duplicates} doubled");
        Assert.DoesNotContain(workers, w => w.HasExited);
        Assert.True(recoveries.Max() <= TimeSpan.FromSeconds(30));
        Assert.DoesNotContain("a fault nobody foresaw", await File.ReadAllTextAsync(ground.LogFile), StringComparison.Ordinal);
        await ground.AssertLawfulAsync(mostDuplicates: crashes * workers.Length * Ground.Connections);
    }

    /// <summary>Crashes the server for a while.</summary>
    /// <returns>How long after its return the next mail is begun.</returns>
    private static async Task<TimeSpan> CrashAsync(Ground ground, PrivatePostgres server, TimeSpan away)
    {
        server.Crash();
        await Task.Delay(away);
        server.Start();
        var back = Stopwatch.GetTimestamp();
        var begun = 0L;
        await ground.UntilAsync("the database answers", async () => (begun = await BegunAsync(ground)) >= 0);
        await ground.UntilAsync("a mail is begun", async () => await BegunAsync(ground) > begun);
        return Stopwatch.GetElapsedTime(back);
    }

    // -1 while it cannot be told.
    private static async Task<long> BegunAsync(Ground ground)
    {
        try
        {
            return await ground.ReadAsync<long>("SELECT COUNT(*) FROM attempt");
        }
        catch (Exception e) when (DatabaseAway.Is(e))
        {
            return -1;
        }
    }

    private static async Task<int> CutAsync(Ground ground, CancellationToken over)
    {
        var cuts = 0;
        while (!over.IsCancellationRequested)
        {
            try
            {
                cuts += (await ground.QueryAsync<bool>(CutOne)).Count;
            }
            catch (Exception e) when (DatabaseAway.Is(e))
            {
                // It crashed.
            }

            await Task.Delay(150, CancellationToken.None);
        }

        return cuts;
    }
}
