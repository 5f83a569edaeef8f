using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FollowUpAgent.Benchmarks.Ground;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;

namespace FollowUpAgent.Benchmarks.Learner;

/// <summary>A nightly refit of one outcome, with its scales held, each size in a process of its own: its peak of memory is its own.</summary>
internal sealed class RefitBenchmark(Figures figures)
{
    private const double Megabyte = 1024 * 1024;

    // Twice the decisions may take this many times as long: twice, and what a busy machine adds.
    private const double Linear = 2.6;

    /// <summary>Measures a quarter, a half and all of them.</summary>
    public async Task RunAsync(int decisions, CancellationToken cancellationToken)
    {
        var ran = new List<RefitOnce>();
        foreach (var size in (int[])[decisions / 4, decisions / 2, decisions])
        {
            var output = await StartedProgram.RunAsync(
                Environment.ProcessPath!,
                [.. ThisProgram.Arguments, "refit-once", "--decisions", size.ToString(CultureInfo.InvariantCulture)],
                cancellationToken);
            var once = JsonSerializer.Deserialize<RefitOnce>(output)!;
            var name = string.Create(CultureInfo.InvariantCulture, $"{size:N0} decisions of {once.Rows:N0} kinds, {once.Features} features");
            figures.Add($"{name}: reading them into a log", once.ReadSeconds, "s");
            figures.Add($"{name}: schema and rows", once.RowsSeconds, "s");
            figures.Add($"{name}: the fit", once.FitSeconds, "s", Target.AtMost(60));
            figures.Add($"{name}: peak memory", once.PeakBytes / Megabyte, "MB", Target.AtMost(1024));
            ran.Add(once);
        }

        figures.Add("twice the decisions: time", ran[^1].Seconds / ran[^2].Seconds, "times", Target.AtMost(Linear));
        figures.Add("twice the decisions: memory", (double)ran[^1].PeakBytes / ran[^2].PeakBytes, "times", Target.AtMost(Linear));
    }

    /// <summary>Refits once and says how it went, as JSON.</summary>
    public static void RunOnce(int decisions)
    {
        var (watch, world) = (Stopwatch.StartNew(), LearnerWorld.Large);
        // None is mature, so no scale is looked for.
        var log = world.LogOf(decisions, areMature: false);
        var read = watch.Elapsed;
        var schema = log.SchemaOf();
        var rows = schema.Read(log);
        var made = watch.Elapsed;
        var result = HierarchicalLogistic.Instance.Fit(new TrainingSet("goal", 0.03, schema, rows, log, 0));
        if (result is FitResult.Refused(var reason))
        {
            throw new CannotRunException(reason);
        }

        Console.WriteLine(JsonSerializer.Serialize(new RefitOnce(
            rows.Count, schema.Count, read.TotalSeconds, (made - read).TotalSeconds, (watch.Elapsed - made).TotalSeconds,
            Machine.Memory(Environment.ProcessId, "VmHWM"))));
    }

    private sealed record RefitOnce(int Rows, int Features, double ReadSeconds, double RowsSeconds, double FitSeconds, long PeakBytes)
    {
        public double Seconds => ReadSeconds + RowsSeconds + FitSeconds;
    }
}
