using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FollowUpAgent.Tests.House;

/// <summary>A whole agent in a folder of its own, its clock moved and its pumps run by hand.</summary>
internal sealed class AgentInTest : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly IReadOnlyDictionary<string, string?> settings;
    private readonly long seed;

    private AgentInTest(AgentFolder folder, HandClock clock, IReadOnlyDictionary<string, string?> settings, long seed)
    {
        (Folder, Clock, this.settings, this.seed) = (folder, clock, settings, seed);
        app = FollowUpAgent.House.Build(folder, settings, services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            services.AddSingleton<Chance>(new SeededChance(seed));
        });
    }

    public AgentFolder Folder { get; }

    public HandClock Clock { get; }

    public IServiceProvider Services => app.Services;

    public Database Database => Get<Database>();

    public string MailFolder => Folder.Resolve("mail");

    /// <summary>Builds the agent on a new database; <paramref name="settings"/> are laid over the sample's.</summary>
    public static async Task<AgentInTest> BuildAsync(DatabaseKind kind, IReadOnlyDictionary<string, string?>? settings = null, long seed = 1)
    {
        var folder = new AgentFolder(TestFolder.New("agent"));
        await SampleAgent.WriteAsync(folder);
        var clock = HandClock.Monday;
        var over = new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>())
        {
            ["Listeners:Public:Port"] = "0",
            ["Listeners:Private:Port"] = "0",
            ["Storage:SqliteSynchronous"] = "Normal",
            ["Storage:Postgres"] = kind is DatabaseKind.Postgres ? await PrivatePostgres.NewDatabaseAsync() : null,
            ["Security:MasterKey"] = Convert.ToBase64String(new byte[32]),
        };
        var agent = new AgentInTest(folder, clock, over, seed);
        if (kind is DatabaseKind.Sqlite && over.GetValueOrDefault("Storage:SqliteFile") is null)
        {
            await MigratedSqlite.CopyToAsync(folder.Resolve("data/followup.db"));
        }

        await agent.Get<Migrator>().MigrateAsync(CancellationToken.None);
        return agent;
    }

    /// <summary>The same agent after a restart with changed settings, null for those that are taken out; the one before is gone.</summary>
    public async Task<AgentInTest> RestartAsync(params (string Key, string? Value)[] changed)
    {
        await app.DisposeAsync();
        var over = new Dictionary<string, string?>(settings);
        foreach (var (key, value) in changed)
        {
            over.Remove(key);
            if (value is not null)
            {
                over[key] = value;
            }
        }

        return new AgentInTest(Folder, Clock, over, seed + 1);
    }

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>Runs every pump until none moves anything any more.</summary>
    public async Task RunUntilIdleAsync()
    {
        var pumps = app.Services.GetServices<IPump>().ToList();
        for (var pass = 0; pass < 10_000; pass++)
        {
            var moved = 0;
            foreach (var pump in pumps)
            {
                moved += await pump.PassAsync(CancellationToken.None);
            }

            if (moved == 0)
            {
                return;
            }
        }

        throw new InvalidOperationException("The pumps never came to rest.");
    }

    /// <summary>The pumps of these names, in this order.</summary>
    public IEnumerable<IPump> Pumps(params string[] names) => names.Select(name => app.Services.GetServices<IPump>().Single(p => p.Name == name));

    /// <summary>Moves the clock in steps and lets the pumps run at each.</summary>
    public async Task LiveAsync(TimeSpan duration, TimeSpan step)
    {
        for (var until = Clock.GetUtcNow() + duration; Clock.GetUtcNow() < until; Clock.Advance(step))
        {
            await RunUntilIdleAsync();
        }

        await RunUntilIdleAsync();
    }

    /// <summary>Adds a contact that may be mailed.</summary>
    public async Task<Contact> AddContactAsync(string address, Func<Contact, Contact>? change = null)
    {
        var contact = Crowd.Person(app.Services, address);
        contact = change?.Invoke(contact) ?? contact;
        await Database.WriteAsync(s => s.AddContactAsync(contact), CancellationToken.None);
        return contact;
    }

    /// <summary>Enrolls every contact.</summary>
    public async Task<List<EnrollVerdict>> EnrollAllAsync(string sequence)
    {
        var verdicts = new List<EnrollVerdict>();
        var definition = Get<SequenceCatalog>().Find(sequence)!;
        await Get<Enroller>().EnrollAsync(definition, _ => true, isDryRun: false, verdicts.Add, CancellationToken.None);
        return verdicts;
    }

    /// <summary>Starts the web server and the loop.</summary>
    public Task StartAsync() => app.StartAsync();

    /// <summary>Starts the web server alone: the pumps stay in the test's hand.</summary>
    public async Task ServeAsync()
    {
        foreach (var server in app.Services.GetServices<IHostedService>().Where(s => s.GetType().Name == "GenericWebHostService"))
        {
            await server.StartAsync(CancellationToken.None);
        }
    }

    /// <summary>The address of a started listener.</summary>
    public Uri AddressOf(int listener) => new(app.Urls.ElementAt(listener));

    public Task<List<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        Database.ReadAsync(s => s.QueryAsync<T>(sql, parameters), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        if (settings["Storage:Postgres"] is { } postgres)
        {
            await PrivatePostgres.DropAsync(postgres);
        }

        // One that was restarted shares its folder with the one after.
        if (Directory.Exists(Folder.Root))
        {
            Directory.Delete(Folder.Root, recursive: true);
        }
    }
}
