using FollowUpAgent.EndToEnd.Tests.Killing;
using FollowUpAgent.Tests.House;
using Xunit.Abstractions;

namespace FollowUpAgent.EndToEnd.Tests.Faults;

[Collection("faults")]
public sealed class RollingRestartTests(ITestOutputHelper output)
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(60);

    [Theory, OnSqlite, OnPostgres]
    public async Task Workers_restarted_in_turn_under_load_lose_nothing_and_double_nothing(DatabaseKind kind)
    {
        var restarts = 2 * TestScale.Factor;
        await using var ground = await Ground.OpenAsync(kind, 60 * (restarts + 1), TimeSpan.FromMilliseconds(40));
        var workers = Enumerable.Range(0, kind is DatabaseKind.Sqlite ? 1 : 2).Select(_ => ground.Start()).ToArray();

        var stops = new List<TimeSpan>();
        for (var turn = 0; turn < restarts; turn++)
        {
            await ground.UntilArrivedAsync((turn + 1) * ground.Mails / (restarts + 1));
            stops.Add(await RestartAsync(ground, workers, turn % workers.Length));
        }

        await ground.UntilDoneAsync();

        output.WriteLine($"{kind}: {ground.Mails} mails, {restarts} restarts, longest stop {stops.Max().TotalSeconds:F1} s, {ground.Duplicates} doubled");
        await ground.AssertLawfulAsync(mostDuplicates: 0);
        Assert.Equal(0, await ground.ReadAsync<int>("SELECT COUNT(*) FROM message WHERE crashes + lease_losses > 0"));
    }

    private static async Task<TimeSpan> RestartAsync(Ground ground, WorkerProcess[] workers, int turn)
    {
        await workers[turn].Listening;
        var took = await workers[turn].StopAsync(LongestStop);
        Assert.Equal(0, workers[turn].ExitCode);
        workers[turn] = ground.Start();
        return took;
    }
}
