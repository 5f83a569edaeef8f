using System.Numerics.Tensors;

namespace FollowUpAgent.Learning.Outcomes;

/// <summary>
/// The log likelihood taken for the parabola that touches it at a fit: tells the evidence of other priors and needs no row. The factor
/// begins with the last features. Those are the products, most of them, and their part of it stands while only the scales of single
/// features change. Not thread-safe.
/// </summary>
internal sealed class Parabola(int size)
{
    private readonly CholeskyFactor factor = new(size, lastFirst: true);
    private Laplace? at;
    private double[] factored = [];

    /// <summary>The log evidence under a prior, minus infinity where that cannot be said; and where the maximum would be.</summary>
    public (double Evidence, double[] Maximum) Weigh(Laplace fit, Prior prior)
    {
        var kept = fit == at ? SameAtEnd(prior.Precisions, factored) : 0;
        (at, factored) = (fit, prior.Precisions);
        if (!factor.TryFactor(fit.Data.Curvature, factored, kept))
        {
            at = null;
            return (double.NegativeInfinity, fit.Mean);
        }

        var means = Laplace.Inherited(prior, fit.Mean);
        var step = new double[size];
        for (var i = 0; i < size; i++)
        {
            step[i] = fit.Data.Gradient[i] + (prior.Precisions[i] * (means[i] - fit.Mean[i]));
        }

        factor.Solve(step);
        var likelihood = fit.Data.Value + TensorPrimitives.Dot<double>(fit.Data.Gradient, step) - (fit.Data.Bend(step) / 2);
        TensorPrimitives.Add<double>(fit.Mean, step, step);
        return (Laplace.Evidence(likelihood, step, means, prior, factor.LogDeterminant), step);
    }

    private static int SameAtEnd(double[] some, double[] others)
    {
        var same = 0;
        while (same < some.Length && some[^(same + 1)] == others[^(same + 1)])
        {
            same++;
        }

        return same;
    }
}
