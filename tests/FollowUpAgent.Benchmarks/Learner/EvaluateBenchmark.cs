using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FollowUpAgent.Benchmarks.Ground;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Benchmarks.Learner;

/// <summary>The real <c>followup evaluate</c> on logs: one shuffle of an experiment, and a prediction from a wide file.</summary>
internal sealed class EvaluateBenchmark(Figures figures)
{
    private const int Runs = 3;

    /// <summary>One shuffle of the experiment's visits, by the default recipe.</summary>
    public async Task ReplayAsync(string csv, CancellationToken cancellationToken)
    {
        foreach (var policy in (string[])["default", "contextual"])
        {
            var (inside, whole) = await RunAsync(
                [
                    "evaluate", "--log", csv, "--action", "segment", "--reward", "visit", "--exclude", "conversion,spend",
                    "--method", "replay", "--policy", policy, "--seeds", "1", "--json",
                ],
                cancellationToken);
            figures.Add($"one shuffle of 64,000 rows, {policy} with uniform and the best mail", inside, "s", Target.AtMost(3));
            figures.Add($"{policy}: the process from start to end", whole, "s");
        }
    }

    /// <summary>A prediction from so many rows and columns of numbers and words.</summary>
    public async Task HoldoutAsync(int rows, int columns, CancellationToken cancellationToken)
    {
        await using var stage = new Stage();
        var file = Path.Combine(stage.NewFolder(), "wide.csv");
        await WriteAsync(file, rows, columns, cancellationToken);
        var (inside, whole) = await RunAsync(["evaluate", "--log", file, "--reward", "bought", "--method", "holdout", "--seeds", "1", "--json"], cancellationToken);
        figures.Add(string.Create(CultureInfo.InvariantCulture, $"holdout of {rows:N0} rows, {columns} columns"), inside, "s");
        figures.Add("the process from start to end", whole, "s");
    }

    private static async Task<(double Inside, double Whole)> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var executable = Worker.Executable(Machine.Configuration)
            ?? throw new CannotRunException($"the service is not built: dotnet build -c {Machine.Configuration}.");
        var (inside, whole) = (new List<double>(), new List<double>());
        for (var i = 0; i < Runs; i++)
        {
            var watch = Stopwatch.StartNew();
            var output = await StartedProgram.RunAsync(executable, arguments, cancellationToken);
            whole.Add(watch.Elapsed.TotalSeconds);
            inside.Add(JsonDocument.Parse(output).RootElement.GetProperty("seconds").GetDouble());
        }

        return (Machine.Median(inside), Machine.Median(whole));
    }

    // Half of the columns are numbers, half are words of six kinds; a tenth of them tell something.
    private static async Task WriteAsync(string file, int rows, int columns, CancellationToken cancellationToken)
    {
        var chance = new SeededUniforms(3);
        await using var writer = new StreamWriter(file);
        await writer.WriteLineAsync($"{string.Join(',', Enumerable.Range(0, columns).Select(c => $"c{c}"))},bought");
        for (var row = 0; row < rows; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var values = Enumerable.Range(0, columns).Select(_ => chance.Next()).ToArray();
            var logit = -2 + values.Where((_, c) => c % 10 == 0).Sum(v => (2 * v) - 1);
            var cells = values.Select((v, c) => c % 2 == 0 ? v.ToString("0.000", CultureInfo.InvariantCulture) : $"kind{(int)(v * 6)}");
            await writer.WriteLineAsync($"{string.Join(',', cells)},{(chance.Next() < 1 / (1 + Math.Exp(-logit)) ? 1 : 0)}");
        }
    }
}
