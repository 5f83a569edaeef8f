using System.Numerics.Tensors;

namespace FollowUpAgent.Learning.Outcomes;

/// <summary>
/// Looks for the prior scales that make what was seen most likely, one scale after the other over a grid. A candidate is weighed on the
/// parabola that the last fit left behind, which needs no row; the best one is then fitted in earnest, and taken only if its evidence is
/// really better by a tenth of a nat.
/// </summary>
internal static class EvidenceSearch
{
    private const double LeastGain = 0.1;
    private const int MostPasses = 4;

    // The plain explanation first: an interaction can stand in for a variant that was sent in one slot alone.
    // As measured on real mail experiments (0.003 to 0.06, 0.1 to 0.6) and on ten-armed news data (wide).
    private static readonly Func<PriorScales, IEnumerable<PriorScales>>[] Grids =
    [
        scales => new[] { 0.03, 0.1, 0.3, 1 }.Select(s => scales with { Variant = s }),
        scales => new[] { 0.25, 0.5, 1, 2 }.Select(s => scales with { Context = s }),
        scales => new[] { 0.003, 0.01, 0.03, 0.1, 0.3, 1 }.Select(s => scales with { Interaction = s }),
    ];

    /// <summary>The best scales and their fit, from a first fit on; and the steps of the fits that were left behind.</summary>
    public static (Laplace Fit, PriorScales Scales, int Iterations) From(TrainingSet set, Laplace fit, PriorScales scales)
    {
        var iterations = 0;
        var isBetter = true;
        // Matrices of megabytes: one to measure the next candidate in, and one for every factor of this search.
        var spare = new LogLikelihood(set);
        for (var pass = 0; isBetter && pass < MostPasses; pass++)
        {
            isBetter = false;
            foreach (var grid in Grids)
            {
                if (BestOf(grid(scales).Where(s => s != scales), set, fit, spare) is not { } found)
                {
                    continue;
                }

                spare = fit.Data;
                iterations += fit.Iterations;
                (fit, scales, isBetter) = (found.Fit, found.Scales, true);
            }
        }

        fit.Refactor();
        return (fit, scales, iterations);
    }

    private static (Laplace Fit, PriorScales Scales)? BestOf(
        IEnumerable<PriorScales> candidates, TrainingSet set, Laplace fit, LogLikelihood spare)
    {
        var (guess, best) = candidates.Select(s => (Guess(set, fit, s, fit.Factor), s)).MaxBy(c => c.Item1);
        return guess >= fit.LogEvidence + LeastGain
            && Laplace.Fit(spare, fit.Factor, HierarchicalLogistic.PriorOf(set, best), fit.Mean) is { } better
            && better.LogEvidence >= fit.LogEvidence + LeastGain
            ? (better, best)
            : null;
    }

    /// <summary>
    /// The log evidence under other scales, were the log likelihood the parabola that touches it at the fit; minus infinity where that
    /// cannot be said.
    /// </summary>
    internal static double Guess(TrainingSet set, Laplace fit, PriorScales scales, CholeskyFactor work)
    {
        var prior = HierarchicalLogistic.PriorOf(set, scales);
        var means = Laplace.Inherited(prior, fit.Mean);
        if (!work.TryFactor(fit.Data.Curvature, prior.Precisions))
        {
            return double.NegativeInfinity;
        }

        var step = new double[means.Length];
        for (var i = 0; i < step.Length; i++)
        {
            step[i] = fit.Data.Gradient[i] + (prior.Precisions[i] * (means[i] - fit.Mean[i]));
        }

        work.Solve(step);
        var likelihood = fit.Data.Value + TensorPrimitives.Dot<double>(fit.Data.Gradient, step) - (fit.Data.Bend(step) / 2);
        TensorPrimitives.Add<double>(fit.Mean, step, step);
        return Laplace.Evidence(likelihood, step, means, prior, work.LogDeterminant);
    }
}
