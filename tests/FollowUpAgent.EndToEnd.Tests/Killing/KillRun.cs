using System.Diagnostics;
using FollowUpAgent.Hosting;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Storage;
using FollowUpAgent.Tests.House;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpAgent.EndToEnd.Tests.Killing;

/// <summary>Lets real workers send through a real mail server, kills them in the middle, and counts what arrived.</summary>
internal sealed class KillRun
{
    private readonly string folder;
    private readonly KillPlan plan;
    private readonly DurableSink sink;
    private readonly Dictionary<string, string?> settings;

    private KillRun(string folder, KillPlan plan, DurableSink sink, string? postgres)
    {
        (this.folder, this.plan, this.sink) = (folder, plan, sink);
        settings = new()
        {
            ["Storage:Postgres"] = postgres,
            ["Delivery:Live"] = "true",
            ["Autonomy:Default"] = "auto",
            ["Delivery:Relays:default:Host"] = "localhost",
            ["Delivery:Relays:default:Port"] = $"{sink.Port}",
            ["Delivery:Relays:default:Security"] = "None",
            ["Delivery:Relays:default:Connections"] = $"{KillPlan.Connections}",
            ["Dispatch:Lease"] = "00:00:02",
            ["Dispatch:LeaseMargin"] = "00:00:00.5",
            ["Dispatch:ConfirmWindow"] = "00:00:00",
            ["Groups:Treatment"] = "0",
            ["Groups:Control"] = "1",
            ["Decisions:ControlSkip"] = "0",
            ["Senders:anna:PerDay"] = "100000",
            ["Limits:PerDomainPerDay"] = "1000000",
            ["Listeners:Public:Port"] = "0",
            ["Listeners:Private:Port"] = "0",
            ["Security:MasterKey"] = Convert.ToBase64String(new byte[32]),
        };
    }

    /// <summary>Runs the plan on a database of this kind.</summary>
    public static async Task<KillReport> RunAsync(DatabaseKind kind, KillPlan plan)
    {
        var folder = Directory.CreateTempSubdirectory("followup-killing-").FullName;
        try
        {
            var postgres = kind is DatabaseKind.Postgres ? await PrivatePostgres.NewDatabaseAsync() : null;
            await using var sink = new DurableSink(Path.Combine(folder, "arrivals"), plan.Pace);
            return await new KillRun(folder, plan, sink, postgres).RunAsync();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<KillReport> RunAsync()
    {
        await SampleAgent.WriteAsync(new AgentFolder(folder));
        await using var agent = House.Build(new AgentFolder(folder), settings);
        await EnrollAsync(agent);
        var began = Stopwatch.GetTimestamp();
        var kills = await KillAsync(agent, began);
        return await ReportAsync(agent, kills, Stopwatch.GetElapsedTime(began));
    }

    private async Task EnrollAsync(WebApplication agent)
    {
        await agent.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
        await Crowd.AddAsync(agent.Services, "person", plan.Mails, CancellationToken.None);
        await Crowd.EnrollAsync(agent.Services, CancellationToken.None);
    }

    /// <summary>Kills spread over the run by what has arrived, so that each falls into the middle of the work whatever the machine's speed.</summary>
    private async Task<int> KillAsync(WebApplication agent, long began)
    {
        var kills = 0;
        var chance = new SeededUniforms(plan.Mails);
        var workers = Enumerable.Range(0, plan.Workers).Select(_ => Start()).ToArray();
        try
        {
            while (Stopwatch.GetElapsedTime(began) < plan.Longest && !await IsDoneAsync(agent))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20));
                if (kills < plan.Kills && sink.Arrivals.Count >= (kills + 1) * plan.Mails / (plan.Kills + 1))
                {
                    var victim = (int)(chance.Next() * workers.Length);
                    workers[victim].Dispose();
                    workers[victim] = Start();
                    kills++;
                }

                Assert.DoesNotContain(workers, w => w.HasExited);
            }
        }
        finally
        {
            Array.ForEach(workers, w => w.Dispose());
        }

        return kills;
    }

    private WorkerProcess Start() => WorkerProcess.Start(folder, settings, Path.Combine(folder, "log"));

    private async Task<bool> IsDoneAsync(WebApplication agent) =>
        sink.Arrivals.Count >= plan.Mails
        && await ReadAsync<int>(agent, "SELECT COUNT(*) FROM enrollment WHERE step = 'first' AND state <> 'paused'") == 0;

    private async Task<KillReport> ReportAsync(WebApplication agent, int kills, TimeSpan took)
    {
        var arrived = sink.Arrivals.ToLookup(a => a.Recipient);
        return new KillReport
        {
            Lost = plan.Mails - arrived.Count,
            Duplicates = sink.Arrivals.Count - arrived.Count,
            OtherIdentities = arrived.Count(mails => mails.Select(m => m.MessageId).Distinct().Count() > 1),
            Kills = kills,
            Counted = await ReadAsync<long>(agent, "SELECT CAST(COALESCE(SUM(used), 0) AS bigint) FROM send_counter WHERE kind = 'mailbox'"),
            MaybeSent = await ReadAsync<long>(agent, "SELECT COUNT(*) FROM attempt WHERE outcome IS NULL OR outcome IN ('accepted', 'unknown')"),
            Quarantined = await ReadAsync<int>(agent, "SELECT COUNT(*) FROM message WHERE state = 'quarantined'"),
            Took = took,
        };
    }

    private static Task<T> ReadAsync<T>(WebApplication agent, string sql) =>
        agent.Services.GetRequiredService<Database>().ReadAsync(s => s.QueryValueAsync<T>(sql), CancellationToken.None);
}
