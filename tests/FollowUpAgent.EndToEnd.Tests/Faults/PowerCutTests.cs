using FollowUpAgent.EndToEnd.Tests.Killing;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Storage;
using FollowUpAgent.Storage.Sqlite;
using FollowUpAgent.Tests.House;
using Xunit.Abstractions;

namespace FollowUpAgent.EndToEnd.Tests.Faults;

/// <summary>
/// The power fails: what stands in database file and log at that instant is all that is left, the last write of the log perhaps in part.
/// Modelled by freezing the worker, copying both, killing it, and going on from the copy.
/// </summary>
[Collection("faults")]
public sealed class PowerCutTests(ITestOutputHelper output)
{
    // One page and its head in the log.
    private const int Frame = 4096 + 24;

    [Theory, OnSqlite]
    public async Task A_power_cut_at_any_instant_leaves_a_sound_file_that_knows_what_was_on_its_way(DatabaseKind kind)
    {
        var cuts = 4 * TestScale.Factor;
        await using var ground = await Ground.OpenAsync(kind, 60 * (cuts + 1), TimeSpan.FromMilliseconds(40));
        var chance = new SeededUniforms(3);
        var worker = ground.Start();
        for (var cut = 0; cut < cuts; cut++)
        {
            await ground.UntilArrivedAsync((cut + 1) * ground.Mails / (cuts + 1));
            await Task.Delay(TimeSpan.FromMilliseconds(100 * chance.Next()));
            await CutAsync(ground, worker, chance);
            worker = ground.Start();
        }

        await ground.UntilDoneAsync();

        output.WriteLine($"{kind}: {ground.Mails} mails, {cuts} power cuts, {ground.Duplicates} doubled");
        await ground.AssertLawfulAsync(mostDuplicates: cuts * Ground.Connections);
    }

    private static async Task CutAsync(Ground ground, WorkerProcess worker, SeededUniforms chance)
    {
        worker.Signal("STOP");
        var arrived = ground.Sink.Arrivals.Select(a => a.MessageId.Trim('<', '>')).ToHashSet();
        var copy = Copy(Path.Combine(ground.Folder, "data"));
        worker.Kill();

        await AssertSoundAsync(copy, arrived);
        TearLog(copy, chance);
        await AssertSoundAsync(copy, []);
    }

    private static string Copy(string data)
    {
        var copy = Path.Combine(TestFolder.New("power-cut"), "followup.db");
        foreach (var end in new[] { "", "-wal" })
        {
            File.Copy(Path.Combine(data, "followup.db" + end), copy + end);
        }

        return copy;
    }

    // The last write reached the disk in part: some bytes of its last page are missing, others are not what was written.
    private static void TearLog(string copy, SeededUniforms chance)
    {
        using var log = File.Open(copy + "-wal", FileMode.Open);
        if (log.Length < 2 * Frame)
        {
            return;
        }

        log.SetLength(log.Length - 1 - (int)(chance.Next() * (Frame - 2)));
        log.Seek(-1, SeekOrigin.End);
        log.WriteByte(0xA5);
    }

    private static async Task AssertSoundAsync(string copy, HashSet<string> arrived)
    {
        await using var database = new SqliteDatabase(Fresh(copy), SqliteSynchronous.Full);
        Assert.Equal("ok", await database.ReadAsync(s => s.QueryValueAsync<string>("PRAGMA integrity_check"), CancellationToken.None));
        Assert.Empty(await LawChecker.FindBreachesAsync(database));
        var traced = await database.ReadAsync(
            s => s.QueryAsync<string>("SELECT header_id FROM message WHERE state IN ('sending', 'sent', 'unknown') OR (state = 'queued' AND attempts > 0)"),
            CancellationToken.None);
        Assert.Empty(arrived.Except(traced));
    }

    // Opening a file writes to it: each look has a copy of its own.
    private static string Fresh(string copy)
    {
        var fresh = Path.Combine(TestFolder.New("power-cut-look"), "followup.db");
        File.Copy(copy, fresh);
        File.Copy(copy + "-wal", fresh + "-wal");
        return fresh;
    }
}
