using System.CommandLine;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Cli;

/// <summary><c>followup run</c>: the agent at work, until it is told to stop.</summary>
internal static class RunVerb
{
    /// <summary>The verb's name; it is also what the program does without one.</summary>
    public const string Name = "run";

    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output)
    {
        var once = new Option<bool>("--once") { Description = "Do all that is due now, without listening, and end." };
        var json = Output.JsonOption();
        json.Description = "With --once: write what was done as JSON, for scripts.";
        return new Verb(
            Name,
            "Run the agent: plan, decide, write, send, hear, learn. Ends well on Ctrl+C and SIGTERM.",
            "followup run --data my-agent",
            "followup run --data my-agent --once")
        {
            once, json,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = agent.Build(parse);
            using var alone = await PrepareAsync(opened, cancellationToken);
            return parse.GetValue(once)
                ? await RunOnceAsync(opened, output, parse.GetValue(json), cancellationToken)
                : await RunAsync(opened, output, cancellationToken);
        });
    }

    /// <summary>Takes the worker's place and brings the database up to date.</summary>
    /// <returns>The lock on an SQLite file; null where several workers may run.</returns>
    private static async Task<WorkerLock?> PrepareAsync(OpenedAgent opened, CancellationToken cancellationToken)
    {
        var isOnlyWorker = opened.Get<StorageOptions>().Postgres is null;
        var alone = isOnlyWorker ? WorkerLock.Take(WorkerLock.FileIn(opened.Folder)) : null;
        try
        {
            await opened.MigrateAsync(cancellationToken);
            return alone;
        }
        catch
        {
            alone?.Dispose();
            throw;
        }
    }

    private static async Task<int> RunAsync(OpenedAgent opened, Output output, CancellationToken cancellationToken)
    {
        await RunReport.WriteGreetingAsync(opened, output, cancellationToken);
        await opened.App.StartAsync(cancellationToken);
        RunReport.WriteDoors(opened, output);
        // What only the start needed is garbage now, and a worker at rest would keep it for hours.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        await opened.App.WaitForShutdownAsync(cancellationToken);
        if (cancellationToken.IsCancellationRequested)
        {
            output.Line("Stopped. Nothing is lost: the next start goes on from here.");
            return ExitCode.Done;
        }

        output.Message("The agent ended by itself: see the log above for the reason.");
        return ExitCode.Failed;
    }

    private static async Task<int> RunOnceAsync(OpenedAgent opened, Output output, bool json, CancellationToken cancellationToken)
    {
        await opened.Get<StartUp>().StartingAsync(cancellationToken);
        var pumps = opened.App.Services.GetServices<IPump>().ToList();
        var moved = pumps.ToDictionary(p => p.Name, _ => 0);
        var done = await output.ShowProgressAsync("Working", async progress =>
        {
            while (await PassAsync(pumps, moved, cancellationToken))
            {
                progress.Report(string.Join(", ", moved.Where(m => m.Value > 0).Select(m => $"{m.Key} {m.Value}")));
            }

            return await opened.Get<JobRunner>().TickAsync(cancellationToken);
        });
        await RunReport.WriteDoneAsync(opened, output, new WorkDone(moved, done), json, cancellationToken);
        return ExitCode.Done;
    }

    private static async Task<bool> PassAsync(List<IPump> pumps, Dictionary<string, int> moved, CancellationToken cancellationToken)
    {
        var any = false;
        foreach (var pump in pumps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = await pump.PassAsync(cancellationToken);
            moved[pump.Name] += count;
            any |= count > 0;
        }

        return any;
    }
}

/// <summary>What one run over everything due did.</summary>
/// <param name="Moved">Items by pump.</param>
/// <param name="Jobs">Job periods done.</param>
internal sealed record WorkDone(IReadOnlyDictionary<string, int> Moved, int Jobs);
