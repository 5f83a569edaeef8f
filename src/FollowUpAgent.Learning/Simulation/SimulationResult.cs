using MathNet.Numerics.Distributions;

namespace FollowUpAgent.Learning.Simulation;

/// <summary>One run: what a mail brought on average, by the truth of its world.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Learned">Chosen by the agent's recipe.</param>
/// <param name="ContextFree">By the same recipe, without what is known of the contact.</param>
/// <param name="Uniform">By chance.</param>
/// <param name="Best">By somebody who knows the truth.</param>
/// <param name="SharesOfBest">The share of the best variant, by tenths of the time.</param>
public sealed record SimulatedRun(int Seed, double Learned, double ContextFree, double Uniform, double Best, IReadOnlyList<double> SharesOfBest);

/// <summary>All runs of a world.</summary>
/// <param name="World">The world.</param>
/// <param name="Runs">By seed.</param>
public sealed record SimulationResult(SimulatedWorld World, IReadOnlyList<SimulatedRun> Runs)
{
    /// <summary>The mean of a figure over the runs, with 95 % by Student's t.</summary>
    public SimulatedFigure Of(Func<SimulatedRun, double> figure)
    {
        var values = Runs.Select(figure).ToList();
        var mean = values.Average();
        if (values.Count < 2)
        {
            return new SimulatedFigure(mean, null, null);
        }

        var error = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1) / values.Count);
        var half = error * StudentT.InvCDF(0, 1, values.Count - 1, 0.975);
        return new SimulatedFigure(mean, mean - half, mean + half);
    }
}

/// <summary>A mean with its 95 % interval; without one where there was a single run.</summary>
public sealed record SimulatedFigure(double Value, double? Low, double? High);
