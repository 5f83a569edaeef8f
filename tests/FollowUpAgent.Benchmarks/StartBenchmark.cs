using System.Diagnostics;
using FollowUpAgent.Benchmarks.Ground;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Benchmarks;

/// <summary>Starts the real executable on an empty agent: how soon it answers, and what it holds when it has nothing to do.</summary>
internal sealed class StartBenchmark(Figures figures)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan UntilIdle = TimeSpan.FromSeconds(20);

    /// <summary>Measures the builds that are there.</summary>
    public async Task RunAsync(int starts, CancellationToken cancellationToken)
    {
        await using var stage = new Stage();
        foreach (var build in (string[])["Release", "Debug"])
        {
            if (Worker.Executable(build) is not { } executable)
            {
                figures.Note($"{build}: not built, left out (dotnet build -c {build}).");
                continue;
            }

            await MeasureAsync(stage, build, executable, starts, cancellationToken);
        }
    }

    private async Task MeasureAsync(Stage stage, string build, string executable, int starts, CancellationToken cancellationToken)
    {
        var port = Machine.FreePort();
        var folder = await BenchAgent.WriteAsync(
            stage.NewFolder(), new { SqliteSynchronous = "Full" }, Worker.Listening(port, new { }), new Dictionary<string, string>());
        await using (await BenchAgent.OpenAsync(folder, null, cancellationToken))
        {
            // Its schema is there: a first start is measured no different from a later one.
        }

        var seconds = new List<double>();
        for (var i = 0; i < starts - 1; i++)
        {
            var (worker, took) = await StartAsync(executable, folder, port, cancellationToken);
            await worker.DisposeAsync();
            seconds.Add(took.TotalSeconds);
        }

        var (idle, last) = await StartAsync(executable, folder, port, cancellationToken);
        seconds.Add(last.TotalSeconds);
        await Task.Delay(UntilIdle, cancellationToken);
        var memory = Machine.Memory(idle.Id, "VmRSS") / (1024.0 * 1024);
        await idle.DisposeAsync();
        Report(build, seconds, memory);
    }

    private void Report(string build, List<double> seconds, double memory)
    {
        var (start, idle) = ($"{build}: first answer after the start, median of {seconds.Count}", $"{build}: memory when idle for 20 s");
        if (build == "Release")
        {
            figures.Add(start, Machine.Median(seconds), "s", Target.AtMost(2));
            figures.Add(idle, memory, "MB", Target.AtMost(150));
            return;
        }

        figures.Add(start, Machine.Median(seconds), "s");
        figures.Add(idle, memory, "MB");
    }

    private static async Task<(StartedProgram Worker, TimeSpan Took)> StartAsync(
        string executable, AgentFolder folder, int port, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var worker = Worker.Start(executable, folder);
        await Worker.UntilItAnswersAsync(worker, port, Patience, cancellationToken);
        return (worker, watch.Elapsed);
    }
}
