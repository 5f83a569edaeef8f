using System.Numerics.Tensors;

namespace FollowUpAgent.Learning.Outcomes;

/// <summary>The maximum of a logistic posterior and the normal distribution that touches it there (Laplace).</summary>
internal sealed class Laplace
{
    private const int MostIterations = 60;
    private const int MostHalvings = 30;
    private const double LongestStep = 1;
    private const double StandsStill = 1e-8;

    // What a step can gain: below this, the sum of a large log cannot tell up from down, and Newton's step is right to nine digits.
    private const double Immeasurable = 1e-9;

    private readonly LogLikelihood data;
    private readonly Prior prior;
    private double[] priorMeans;

    private Laplace(LogLikelihood data, CholeskyFactor factor, Prior prior, double[] priorMeans, double[] start)
    {
        (this.data, Factor, this.prior, this.priorMeans, Mean) = (data, factor, prior, priorMeans, start);
    }

    /// <summary>The maximum.</summary>
    public double[] Mean { get; private set; }

    /// <summary>The log likelihood there, with gradient and curvature.</summary>
    public LogLikelihood Data => data;

    /// <summary>The steps it took.</summary>
    public int Iterations { get; private set; }

    /// <summary>The log evidence in Laplace's approximation.</summary>
    public double LogEvidence { get; private set; }

    /// <summary>The factor of the posterior's precision at the maximum, until its buffer serves another fit.</summary>
    public CholeskyFactor Factor { get; }

    /// <summary>
    /// Newton's way to the maximum, each step bounded and halved until it climbs. A coefficient with a predecessor gets the predecessor's
    /// maximum for its prior mean, so the climb is repeated until these stand still.
    /// </summary>
    /// <returns>Null where it does not converge or a number is not finite.</returns>
    public static Laplace? Fit(TrainingSet set, Prior prior, double[]? start = null) =>
        Fit(new LogLikelihood(set), new CholeskyFactor(set.Schema.Count), prior, start);

    /// <summary>The same in buffers that are there already.</summary>
    public static Laplace? Fit(LogLikelihood data, CholeskyFactor factor, Prior prior, double[]? start = null)
    {
        var means = Inherited(prior, start ?? prior.Means);
        var fit = new Laplace(data, factor, prior, means, [.. start ?? means]);
        for (var round = 0; round < MostIterations && fit.Climb(); round++)
        {
            var inherited = Inherited(prior, fit.Mean);
            if (TensorPrimitives.Distance<double>(inherited, fit.priorMeans) < StandsStill)
            {
                fit.LogEvidence = Evidence(fit.data.Value, fit.Mean, fit.priorMeans, prior, fit.Factor.LogDeterminant);
                return fit;
            }

            fit.priorMeans = inherited;
        }

        return null;
    }

    /// <summary>log p(data | m) - (m - m0)' P0 (m - m0) / 2 + log|P0| / 2 - log|H| / 2.</summary>
    public static double Evidence(double logLikelihood, ReadOnlySpan<double> at, ReadOnlySpan<double> priorMeans, Prior prior, double logDeterminant)
    {
        var evidence = logLikelihood - (logDeterminant / 2);
        for (var i = 0; i < at.Length; i++)
        {
            var distance = at[i] - priorMeans[i];
            evidence += (Math.Log(prior.Precisions[i]) - (distance * distance * prior.Precisions[i])) / 2;
        }

        return evidence;
    }

    /// <summary>The prior means, where these are the coefficients to inherit from.</summary>
    public static double[] Inherited(Prior prior, double[] coefficients)
    {
        var means = (double[])prior.Means.Clone();
        for (var i = 0; i < means.Length; i++)
        {
            means[i] += prior.Predecessors[i] is var before and >= 0 ? coefficients[before] : 0;
        }

        return means;
    }

    /// <summary>Factors the precision again, where the buffer served another fit.</summary>
    public bool Refactor() => Factor.TryFactor(data.Curvature, prior.Precisions);

    private bool Climb()
    {
        var height = HeightAt(Mean);
        for (var i = 0; i < MostIterations && double.IsFinite(height); i++)
        {
            Iterations++;
            data.Curve(Mean);
            if (!Factor.TryFactor(data.Curvature, prior.Precisions))
            {
                return false;
            }

            var uphill = Uphill();
            var step = (double[])uphill.Clone();
            Factor.Solve(step);
            var (longest, gain) = (Math.Abs(TensorPrimitives.MaxMagnitude<double>(step)), TensorPrimitives.Dot<double>(uphill, step) / 2);
            if (gain < Immeasurable)
            {
                TensorPrimitives.Add<double>(Mean, step, Mean);
                return double.IsFinite(HeightAt(Mean));
            }

            if (!double.IsFinite(longest) || !TryStep(step, Math.Min(1, LongestStep / longest), ref height))
            {
                return false;
            }
        }

        return false;
    }

    private bool TryStep(double[] step, double length, ref double height)
    {
        var next = new double[Mean.Length];
        for (var i = 0; i < MostHalvings; i++, length /= 2)
        {
            TensorPrimitives.MultiplyAdd(step, length, Mean, next);
            var reached = HeightAt(next);
            if (reached >= height)
            {
                (Mean, height) = (next, reached);
                return true;
            }
        }

        return false;
    }

    // The log posterior up to a constant.
    private double HeightAt(double[] at)
    {
        var height = data.Measure(at);
        for (var i = 0; i < at.Length; i++)
        {
            height -= prior.Precisions[i] * (at[i] - priorMeans[i]) * (at[i] - priorMeans[i]) / 2;
        }

        return height;
    }

    private double[] Uphill()
    {
        var uphill = new double[Mean.Length];
        for (var i = 0; i < uphill.Length; i++)
        {
            uphill[i] = data.Gradient[i] - (prior.Precisions[i] * (Mean[i] - priorMeans[i]));
        }

        return uphill;
    }
}
