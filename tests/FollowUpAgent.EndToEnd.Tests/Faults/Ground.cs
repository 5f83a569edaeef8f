using System.Diagnostics;
using FollowUpAgent.EndToEnd.Tests.Killing;
using FollowUpAgent.Hosting;
using FollowUpAgent.Storage;
using FollowUpAgent.Tests.House;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpAgent.EndToEnd.Tests.Faults;

/// <summary>Where a fault test plays: an agent's folder, a database that keeps a journal, a mail server on loopback, and workers as processes.</summary>
internal sealed class Ground : IAsyncDisposable
{
    /// <summary>Connections of each worker: what can be in flight at once.</summary>
    public const int Connections = 4;

    /// <summary>The name under which the test itself, not a worker, is connected.</summary>
    public const string Watcher = "watcher";

    private const string Postgres = "Storage:Postgres";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);
    private readonly WebApplication agent;
    private readonly List<WorkerProcess> workers = [];

    private Ground(string folder, int mails, DurableSink sink, Dictionary<string, string?> settings)
    {
        (Folder, Mails, Sink, Settings) = (folder, mails, sink, settings);
        agent = FollowUpAgent.House.Build(new AgentFolder(folder), settings.ToDictionary(s => s.Key, s => s.Key == Postgres ? Watching(s.Value) : s.Value));
    }

    public string Folder { get; }

    public int Mails { get; }

    public DurableSink Sink { get; }

    public Dictionary<string, string?> Settings { get; }

    public Database Database => agent.Services.GetRequiredService<Database>();

    public string LogFile => Path.Combine(Folder, "log");

    /// <summary>Mails that arrived more than once, each counted as often as it was too many.</summary>
    public int Duplicates => Sink.Arrivals.Count - Sink.Arrivals.Select(a => a.MessageId).Distinct().Count();

    /// <summary>An agent with so many contacts enrolled.</summary>
    public static async Task<Ground> OpenAsync(
        DatabaseKind kind, int mails, TimeSpan pace, Dictionary<string, string?>? over = null, string? postgres = null)
    {
        var folder = TestFolder.New("faults");
        var sink = new DurableSink(Path.Combine(folder, "arrivals"), pace);
        var settings = new Dictionary<string, string?>
        {
            [Postgres] = kind is DatabaseKind.Postgres ? postgres ?? await PrivatePostgres.NewDatabaseAsync() : null,
            ["Delivery:Live"] = "true",
            ["Autonomy:Default"] = "auto",
            ["Delivery:Relays:default:Host"] = "localhost",
            ["Delivery:Relays:default:Port"] = $"{sink.Port}",
            ["Delivery:Relays:default:Security"] = "None",
            ["Delivery:Relays:default:Connections"] = $"{Connections}",
            ["Dispatch:Lease"] = "00:00:05",
            ["Dispatch:LeaseMargin"] = "00:00:01",
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
        foreach (var (key, value) in over ?? [])
        {
            settings[key] = value;
        }

        await SampleAgent.WriteAsync(new AgentFolder(folder));
        var ground = new Ground(folder, mails, sink, settings);
        await ground.agent.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
        await LawJournal.InstallAsync(ground.Database);
        await Crowd.AddAsync(ground.agent.Services, "person", ground.Mails, CancellationToken.None);
        await Crowd.EnrollAsync(ground.agent.Services, CancellationToken.None);
        return ground;
    }

    /// <summary>Starts a worker; it is killed at the end of the test at the latest.</summary>
    public WorkerProcess Start(params string[] within)
    {
        var worker = WorkerProcess.Start(Folder, Settings, LogFile, within);
        workers.Add(worker);
        return worker;
    }

    /// <summary>Looks again and again until it is so.</summary>
    public async Task UntilAsync(string what, Func<Task<bool>> isSo)
    {
        for (var began = Stopwatch.GetTimestamp(); !await isSo(); await Task.Delay(20))
        {
            if (Stopwatch.GetElapsedTime(began) > Longest)
            {
                var said = File.Exists(LogFile) ? string.Join('\n', File.ReadLines(LogFile).TakeLast(30)) : "";
                Assert.Fail($"Waited in vain until {what}; {Sink.Arrivals.Count} mails came for {Mails}. The workers said: {said}");
            }
        }
    }

    /// <summary>Waits until so many mails have arrived, repeats included.</summary>
    public Task UntilArrivedAsync(int mails) => UntilAsync($"{mails} mails arrived", () => Task.FromResult(Sink.Arrivals.Count >= mails));

    /// <summary>Waits until every first mail is sent and recorded.</summary>
    public Task UntilDoneAsync() => UntilAsync("all was sent", async () => Sink.Arrivals.Count >= Mails && await IsSettledAsync());

    /// <summary>Stops what runs, and holds the run against the laws, its loss and its doubles.</summary>
    public async Task AssertLawfulAsync(int mostDuplicates)
    {
        await AssertNoBreachAsync();
        Assert.Equal(Mails, Sink.Arrivals.Select(a => a.Recipient).Distinct().Count());
        Assert.Equal(Mails, Sink.Arrivals.Select(a => a.MessageId).Distinct().Count());
        Assert.InRange(Duplicates, 0, mostDuplicates);
        Assert.Equal(0, await ReadAsync<int>("SELECT COUNT(*) FROM message WHERE state = 'quarantined'"));
    }

    /// <summary>Stops what runs, and holds the tables and their history against the laws.</summary>
    public async Task AssertNoBreachAsync()
    {
        foreach (var worker in workers.Where(w => !w.HasExited))
        {
            await worker.StopAsync(TimeSpan.FromSeconds(60));
        }

        Assert.Empty(await LawChecker.FindBreachesAsync(Database, Sink.Arrivals.Select(a => a.MessageId)));
    }

    public Task<T> ReadAsync<T>(string sql, object? parameters = null) =>
        Database.ReadAsync(s => s.QueryValueAsync<T>(sql, parameters), CancellationToken.None);

    public Task<List<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        Database.ReadAsync(s => s.QueryAsync<T>(sql, parameters), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        workers.ForEach(w => w.Dispose());
        await Sink.DisposeAsync();
        await agent.DisposeAsync();
    }

    // While the database is away nothing is known to be settled.
    private async Task<bool> IsSettledAsync()
    {
        try
        {
            return await ReadAsync<int>("SELECT COUNT(*) FROM enrollment WHERE step = 'first' AND state <> 'paused'") == 0;
        }
        catch (Exception e) when (DatabaseAway.Is(e))
        {
            return false;
        }
    }

    // Connected anew each time: what the workers suffer must not befall who watches them.
    private static string? Watching(string? postgres) => postgres is null ? null : $"{postgres};Application Name={Watcher};Pooling=false";
}
