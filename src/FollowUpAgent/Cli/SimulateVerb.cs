using System.Diagnostics;
using FollowUpAgent.Learning.Simulation;

namespace FollowUpAgent.Cli;

/// <summary><c>followup simulate</c>: what the agent's recipe makes of worlds in which the truth is known.</summary>
internal static class SimulateVerb
{
    /// <summary>The verb.</summary>
    public static Verb Create(Output output)
    {
        var options = new SimulateOptions();
        var json = Output.JsonOption();
        var verb = new Verb(
            "simulate",
            "Try the agent's default recipe in invented worlds whose truth is known: what it earns against the best there is, chance alone, and itself without context. Nothing is sent and no agent is needed.",
            "followup simulate",
            "followup simulate --world static --world delayed --days 120 --per-day 200 --variants 5 --seeds 10 --json")
        {
            json,
        };
        options.AddTo(verb);
        return verb.Does(async (parse, cancellationToken) =>
        {
            var (clock, settings, results) = (Stopwatch.StartNew(), options.Settings(parse), new List<SimulationResult>());
            foreach (var world in options.Worlds(parse))
            {
                results.Add(await output.ShowProgressAsync(
                    SimulateOptions.NameOf(world),
                    progress => Task.Run(
                        () => Simulator.Run(world, settings, SimulateOptions.Recipe(), new PercentProgress(progress), cancellationToken), cancellationToken)));
                if (!parse.GetValue(json))
                {
                    SimulationText.Write(output, results[^1]);
                }
            }

            if (parse.GetValue(json))
            {
                output.WriteJson(SimulationText.Json(settings, results, clock.Elapsed));
            }

            return ExitCode.Done;
        });
    }
}
