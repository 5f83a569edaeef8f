using System.Globalization;
using FollowUpAgent.Learning.Simulation;

namespace FollowUpAgent.Cli;

/// <summary>What came of a simulation, for a person and for a script.</summary>
internal static class SimulationText
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <summary>Writes one world.</summary>
    public static void Write(Output output, SimulationResult result)
    {
        output.Line($"{SimulateOptions.NameOf(result.World)} ({result.Runs.Count.ToString(Plain)} runs), answers per mail:");
        output.Table(
            [
                ["the agent", Value(result.Of(r => r.Learned))],
                ["without context", Value(result.Of(r => r.ContextFree)), $"the agent adds {Gain(result.Of(r => r.Learned - r.ContextFree))}"],
                ["chance", Value(result.Of(r => r.Uniform)), $"the agent adds {Gain(result.Of(r => r.Learned - r.Uniform))}"],
                ["the best there is", Value(result.Of(r => r.Best)), ReachedOf(result)],
            ],
            indent: 2);
        output.Line($"  share of the best variant over time: {string.Join(" ", SharesOf(result).Select(s => s.ToString("P0", Plain)))}");
        output.Line();
    }

    /// <summary>All worlds as one object.</summary>
    public static object Json(SimulationSettings settings, IReadOnlyList<SimulationResult> results, TimeSpan took) => new
    {
        settings.Days,
        settings.PerDay,
        settings.Variants,
        settings.Rate,
        worlds = results.Select(r => new
        {
            world = SimulateOptions.NameOf(r.World),
            seeds = r.Runs.Count,
            learned = r.Of(x => x.Learned),
            contextFree = r.Of(x => x.ContextFree),
            uniform = r.Of(x => x.Uniform),
            best = r.Of(x => x.Best),
            overContextFree = r.Of(x => x.Learned - x.ContextFree),
            overUniform = r.Of(x => x.Learned - x.Uniform),
            belowBest = r.Of(x => x.Best - x.Learned),
            shareOfBest = SharesOf(r),
            r.Runs,
        }),
        seconds = Math.Round(took.TotalSeconds, 3),
    };

    private static List<double> SharesOf(SimulationResult result) =>
        [.. Enumerable.Range(0, result.Runs[0].SharesOfBest.Count).Select(part => result.Runs.Average(r => r.SharesOfBest[part]))];

    private static string ReachedOf(SimulationResult result)
    {
        var (reached, there) = (result.Of(r => r.Learned - r.Uniform).Value, result.Of(r => r.Best - r.Uniform).Value);
        return there < 1e-9 ? "there is nothing to gain" : $"the agent reaches {(reached / there).ToString("P0", Plain)} of what there is to gain";
    }

    private static string Value(SimulatedFigure figure) => figure.Value.ToString("0.00000", Plain) + Range(figure, "0.00000");

    private static string Gain(SimulatedFigure figure) => figure.Value.ToString("+0.00000;-0.00000", Plain) + Range(figure, "+0.00000;-0.00000");

    private static string Range(SimulatedFigure figure, string format) => figure is { Low: { } low, High: { } high }
        ? $" (95%: {low.ToString(format, Plain)} to {high.ToString(format, Plain)})"
        : "";
}
