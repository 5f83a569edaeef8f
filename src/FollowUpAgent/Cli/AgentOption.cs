using System.CommandLine;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Storage;
using Microsoft.Extensions.Logging.Console;

namespace FollowUpAgent.Cli;

/// <summary>The option <c>--data</c>, and the agent it names.</summary>
/// <param name="replace">Puts other parts in place, as tests do; or null.</param>
internal sealed class AgentOption(Action<IServiceCollection>? replace)
{
    /// <summary>The option, the same for every verb.</summary>
    public Option<string> Option { get; } = new("--data")
    {
        Description = "The agent's folder.",
        HelpName = "folder",
        Recursive = true,
        DefaultValueFactory = _ => ".",
    };

    /// <summary>The folder that the caller named.</summary>
    public AgentFolder FolderOf(ParseResult parse) => new(parse.GetValue(Option)!);

    /// <summary>Builds the agent and touches nothing of it yet.</summary>
    /// <exception cref="VerbException">There is no agent in the folder.</exception>
    /// <exception cref="BrokenConfigurationException">Its configuration has faults.</exception>
    public OpenedAgent Build(ParseResult parse) => Build(FolderOf(parse));

    /// <summary>The same for a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="also">Puts further parts in place, as a simulation does with clock and chance; or null.</param>
    public OpenedAgent Build(AgentFolder folder, Action<IServiceCollection>? also = null)
    {
        if (!File.Exists(folder.SettingsFile))
        {
            throw new VerbException(
                $"There is no agent in {Path.GetFullPath(folder.Root)}: it has no appsettings.json. Make one with 'followup init my-agent', or name its folder with --data.",
                ExitCode.WrongUsage);
        }

        return new OpenedAgent(folder, House.Build(folder, null, services =>
        {
            KeepLogsApart(services);
            replace?.Invoke(services);
            also?.Invoke(services);
        }));
    }

    /// <summary>Builds the agent and brings its database up to date.</summary>
    public async Task<OpenedAgent> OpenAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var agent = Build(parse);
        try
        {
            await agent.MigrateAsync(cancellationToken);
            return agent;
        }
        catch
        {
            await agent.DisposeAsync();
            throw;
        }
    }

    // Results go to standard output; so that they can be piped, logs do not.
    private static void KeepLogsApart(IServiceCollection services)
    {
        services.Configure<ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        // First, so that the section Logging of the settings has the last word.
        services.PostConfigure<LoggerFilterOptions>(o =>
        {
            o.Rules.Insert(0, new LoggerFilterRule(null, "Microsoft", LogLevel.Warning, null));
            o.Rules.Insert(0, new LoggerFilterRule(null, "Quartz", LogLevel.Warning, null));
        });
    }
}

/// <summary>An agent that a verb works with: built, not started.</summary>
internal sealed class OpenedAgent(AgentFolder folder, WebApplication app) : IAsyncDisposable
{
    /// <summary>Where it lives.</summary>
    public AgentFolder Folder => folder;

    /// <summary>The host, for the verb that starts it.</summary>
    public WebApplication App => app;

    /// <summary>A part of the agent.</summary>
    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>Brings the database up to date, and business time in step with the database's clock.</summary>
    public async Task<IReadOnlyList<Migration>> MigrateAsync(CancellationToken cancellationToken)
    {
        var applied = await Get<Migrator>().MigrateAsync(cancellationToken);
        await app.Services.GetServices<IPump>().OfType<ClockPump>().Single().PassAsync(cancellationToken);
        return applied;
    }

    /// <summary>Reads from the database.</summary>
    public Task<T> ReadAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellationToken) => Get<Database>().ReadAsync(work, cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => app.DisposeAsync();
}
