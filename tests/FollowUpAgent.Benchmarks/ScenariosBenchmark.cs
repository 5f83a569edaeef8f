using System.Diagnostics;
using FollowUpAgent.Benchmarks.Ground;
using FollowUpAgent.Scenarios;
using FollowUpAgent.Scenarios.Comparing;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Benchmarks;

/// <summary>Five scenarios, what holds now among them, over decisions whose time is over: tables just filled, and the same once the database knows them.</summary>
internal sealed class ScenariosBenchmark(Figures figures)
{
    private static readonly Target Fast = Target.AtMost(10);

    private static readonly (string Name, (string Key, string Value)[] Changes)[] Scenarios =
    [
        ("meetings-first", [("Outcomes:goal:Weight", "20"), ("Outcomes:click:Weight", "0")]),
        ("half-plain", [("Guardrails:half:Kind", "at-least"), ("Guardrails:half:Variant", "plain"), ("Guardrails:half:Share", "0.5"), .. Words("half")]),
        ("only-asking", [("Guardrails:only:Kind", "never"), ("Guardrails:only:Variant", "plain"), .. Words("only")]),
        ("dutch-dearer", [("Segments:dutch:Language:0", "nl"), ("Outcomes:goal:Segments:dutch:Weight", "30")]),
    ];

    /// <summary>Measures each database.</summary>
    public async Task RunAsync(int decisions, IReadOnlyList<DatabaseChoice> databases, CancellationToken cancellationToken)
    {
        await using var stage = new Stage();
        foreach (var database in databases)
        {
            var folder = await BenchAgent.WriteAsync(
                stage.NewFolder(), await stage.NewStorageAsync(database, cancellationToken), PlanBenchmark.Settings("auto"), PlanBenchmark.Templates);
            await using var agent = await BenchAgent.OpenAsync(folder, HandClock.Monday, cancellationToken);
            var progress = new LinePerSecond($"{Stage.NameOf(database)}: ");
            await new MaturedLog(agent).FillAsync(decisions, progress, cancellationToken);
            foreach (var (name, changes) in Scenarios)
            {
                await WriteAsync(agent, name, changes, cancellationToken);
            }

            await MeasureAsync(agent, $"{Stage.NameOf(database)}: tables just filled", progress, cancellationToken);
            foreach (var table in (string[])["decision", "closed_round", "reward", "enrollment"])
            {
                await agent.Database.WriteAsync(s => s.ExecuteAsync($"ANALYZE {table}"), cancellationToken);
            }

            await MeasureAsync(agent, $"{Stage.NameOf(database)}: analysed", progress, cancellationToken);
        }
    }

    private async Task MeasureAsync(BenchAgent agent, string name, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var answer = await agent.Get<ScenarioComparing>().CompareAsync([.. Scenarios.Select(s => s.Name)], progress, cancellationToken);
        if (answer is not ComparisonAnswer.Made { Comparison: var made })
        {
            throw new CannotRunException(((ComparisonAnswer.Refused)answer).Reason);
        }

        figures.Add($"{name}, {made.Scenarios.Count} scenarios over {made.Decisions} decisions", watch.Elapsed.TotalSeconds, "s", Fast);
    }

    private static async Task WriteAsync(BenchAgent agent, string name, (string Key, string Value)[] changes, CancellationToken cancellationToken)
    {
        var asked = new NewScenario(name, "anna", "to see", ["nothing else changes"], changes.ToDictionary(c => c.Key, c => (string?)c.Value));
        if (await agent.Get<ScenarioDesk>().AddAsync(asked, cancellationToken) is ScenarioAnswer.Refused refused)
        {
            throw new CannotRunException(string.Join(" ", refused.Faults));
        }
    }

    private static (string, string)[] Words(string rule) => [($"Guardrails:{rule}:Owner", "anna"), ($"Guardrails:{rule}:Reason", "to see")];

    /// <summary>Shows how far it is, a line a second at most.</summary>
    private sealed class LinePerSecond(string before) : IProgress<string>
    {
        private long last = Stopwatch.GetTimestamp();

        public void Report(string value)
        {
            var seen = Interlocked.Read(ref last);
            if (Stopwatch.GetElapsedTime(seen) >= TimeSpan.FromSeconds(1) && Interlocked.CompareExchange(ref last, Stopwatch.GetTimestamp(), seen) == seen)
            {
                Console.Error.WriteLine($"{before}{value}");
            }
        }
    }
}
