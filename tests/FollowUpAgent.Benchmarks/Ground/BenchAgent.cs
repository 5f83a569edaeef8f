using System.Text.Json;
using System.Text.Json.Nodes;
using FollowUpAgent.Hosting;
using FollowUpAgent.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FollowUpAgent.Benchmarks.Ground;

/// <summary>An agent in its folder, used from inside this process; its web server and loop are not started.</summary>
internal sealed class BenchAgent : IAsyncDisposable
{
    private const string Footer =
        """
        You get this mail as a customer of Acme.{{#if sourceNotice}} We have your details from {{sourceNotice}}.{{/if}}
        [Unsubscribe]({{unsubscribeUrl}}). {{postalAddress}}
        """;

    private readonly WebApplication app;

    private BenchAgent(WebApplication app) => this.app = app;

    /// <summary>The agent's database.</summary>
    public Database Database => Get<Database>();

    /// <summary>Writes an agent's folder: its settings, and templates by name (as in <c>hello/first.en.md</c>).</summary>
    /// <param name="root">The folder.</param>
    /// <param name="storage">The section <c>Storage</c>.</param>
    /// <param name="settings">The other sections.</param>
    /// <param name="templates">The templates besides the footer.</param>
    public static async Task<AgentFolder> WriteAsync(
        string root, object storage, object settings, IReadOnlyDictionary<string, string> templates)
    {
        var all = JsonSerializer.SerializeToNode(settings)!.AsObject();
        all["Storage"] = JsonSerializer.SerializeToNode(storage);
        all["Messages"] = new JsonObject
        {
            ["PublicUrl"] = "http://localhost:5080",
            ["PostalAddress"] = "Acme, 1 Main Street, Springfield",
            ["CustomFields"] = new JsonArray("recency"),
        };
        all["Security"] = new JsonObject { ["MasterKey"] = Convert.ToBase64String(new byte[32]) };
        var folder = new AgentFolder(root);
        await File.WriteAllTextAsync(folder.SettingsFile, all.ToJsonString());
        foreach (var (name, text) in templates.Append(KeyValuePair.Create("footer.en.md", Footer)))
        {
            var file = Path.Combine(root, "templates", name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text);
        }

        return folder;
    }

    /// <summary>Builds the agent and brings its database up to date.</summary>
    public static async Task<BenchAgent> OpenAsync(AgentFolder folder, TimeProvider? clock, CancellationToken cancellationToken)
    {
        var app = House.Build(folder, null, services =>
        {
            // A line a request would be most of what is measured, and of what is read.
            services.AddLogging(logs => logs.SetMinimumLevel(LogLevel.Warning));
            if (clock is not null)
            {
                services.AddSingleton(clock);
            }
        });
        await app.Services.GetRequiredService<Migrator>().MigrateAsync(cancellationToken);
        return new BenchAgent(app);
    }

    /// <summary>All parts of the agent.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>Starts the web server alone; pumps and jobs stay in the caller's hand.</summary>
    public async Task ServeAsync(CancellationToken cancellationToken)
    {
        foreach (var server in app.Services.GetServices<IHostedService>().Where(s => s.GetType().Name == "GenericWebHostService"))
        {
            await server.StartAsync(cancellationToken);
        }
    }

    /// <summary>A part of the agent.</summary>
    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>One of several parts of the same kind.</summary>
    public T One<TBase, T>()
        where TBase : notnull
        where T : TBase => app.Services.GetServices<TBase>().OfType<T>().Single();

    /// <summary>Reads rows.</summary>
    public Task<List<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        Database.ReadAsync(s => s.QueryAsync<T>(sql, parameters), CancellationToken.None);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => app.DisposeAsync();
}
