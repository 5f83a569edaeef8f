using System.Numerics.Tensors;
using MathNet.Numerics.Distributions;

namespace FollowUpAgent.Learning.Evaluation;

/// <summary>
/// A ratio ΣA / ΣB of independent pairs, with the interval of its empirical likelihood (Owen, "Empirical likelihood ratio confidence
/// intervals for a single functional", Biometrika 1988): the values v for which A − vB may well have mean 0. It takes its shape from the
/// data, so a skewed sum gets the longer side where it belongs. A mean is the ratio with every B equal to 1.
/// </summary>
internal sealed class RatioOfSums
{
    private const int MostSteps = 60;
    private const int MostDistinct = 2000;
    private readonly double[] tops;
    private readonly double[] bottoms;
    private readonly double[] counts;
    private readonly double[] moments;

    private RatioOfSums(double[] tops, double[] bottoms)
    {
        (this.tops, this.bottoms, counts) = Pooled(tops, bottoms);
        moments = new double[counts.Length];
        var bottom = TensorPrimitives.Sum<double>(bottoms);
        Value = TensorPrimitives.Sum<double>(tops) / bottom;
        MomentsAt(Value);
        var (count, squares) = (Math.Max(tops.Length, 2), 0.0);
        for (var i = 0; i < moments.Length; i++)
        {
            squares += counts[i] * moments[i] * moments[i];
        }

        StandardError = Math.Sqrt(squares * count / (count - 1)) / Math.Abs(bottom);
    }

    /// <summary>The ratio.</summary>
    public double Value { get; }

    /// <summary>Its standard error, by its influence.</summary>
    public double StandardError { get; }

    /// <summary>The ratio of these sums.</summary>
    /// <param name="tops">By row.</param>
    /// <param name="bottoms">By row; empty for a mean.</param>
    /// <param name="clusters">By row; rows of one number are summed first. Empty: each row for itself.</param>
    public static RatioOfSums Of(ReadOnlySpan<double> tops, ReadOnlySpan<double> bottoms, ReadOnlySpan<int> clusters)
    {
        if (clusters.IsEmpty)
        {
            return new RatioOfSums(tops.ToArray(), bottoms.IsEmpty ? Ones(tops.Length) : bottoms.ToArray());
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(clusters.Length, tops.Length);
        var places = new Dictionary<int, int>();
        var (sums, belows) = (new double[clusters.Length], new double[clusters.Length]);
        for (var i = 0; i < clusters.Length; i++)
        {
            if (!places.TryGetValue(clusters[i], out var place))
            {
                places[clusters[i]] = place = places.Count;
            }

            sums[place] += tops[i];
            belows[place] += bottoms.IsEmpty ? 1 : bottoms[i];
        }

        return new RatioOfSums(sums[..places.Count], belows[..places.Count]);
    }

    /// <summary>The interval of this level; a point where the pairs do not vary, as nothing can then be said of their spread.</summary>
    /// <param name="level">The level.</param>
    /// <param name="leastError">A standard error that is known to be needed; the interval is as much wider as it is larger than the own.</param>
    public (double Low, double High) Interval(double level, double leastError)
    {
        if (StandardError == 0 || !double.IsFinite(StandardError))
        {
            return (Value, Value);
        }

        var limit = Math.Sqrt(ChiSquared.InvCDF(1, level) * Stretch());
        var wider = Math.Max(1, leastError / StandardError);
        return (Value + (wider * (Edge(-StandardError, limit) - Value)), Value + (wider * (Edge(StandardError, limit) - Value)));
    }

    // Bartlett's correction (DiCiccio, Hall, Romano, "Empirical likelihood is Bartlett-correctable", Annals of Statistics 1991): the mean of
    // the statistic is 1 only to first order. It grows where few heavy weights carry the sum.
    private double Stretch()
    {
        MomentsAt(Value);
        var (second, third, fourth) = (0.0, 0.0, 0.0);
        for (var i = 0; i < moments.Length; i++)
        {
            var square = moments[i] * moments[i];
            second += counts[i] * square;
            third += counts[i] * square * moments[i];
            fourth += counts[i] * square * square;
        }

        return 1 + (fourth / (2 * second * second)) - (third * third / (3 * second * second * second));
    }

    // Where the root of the likelihood ratio reaches the limit; it is nearly straight, so the secant finds it in a few steps.
    private double Edge(double step, double limit)
    {
        var (inside, rootInside) = (Value, 0.0);
        var outside = Value + (limit * step);
        var rootOutside = RootAt(outside);
        while (rootOutside < limit)
        {
            (inside, rootInside) = (outside, rootOutside);
            outside += step / 2;
            rootOutside = RootAt(outside);
        }

        for (var i = 0; i < MostSteps && Math.Abs(outside - inside) > 1e-9 * Math.Abs(step); i++)
        {
            var part = double.IsFinite(rootOutside) ? Math.Clamp((limit - rootInside) / (rootOutside - rootInside), 0.02, 0.98) : 0.5;
            var between = inside + (part * (outside - inside));
            var root = RootAt(between);
            if (Math.Abs(root - limit) < 1e-7)
            {
                return between;
            }

            if (root < limit)
            {
                (inside, rootInside) = (between, root);
            }
            else
            {
                (outside, rootOutside) = (between, root);
            }
        }

        return inside;
    }

    private double RootAt(double value)
    {
        MomentsAt(value);
        return Math.Sqrt(EmpiricalLikelihood.RatioOf(moments, counts));
    }

    private void MomentsAt(double value)
    {
        TensorPrimitives.Multiply(bottoms, -value, moments);
        TensorPrimitives.Add<double>(moments, tops, moments);
    }

    // Equal pairs once: a log has few, where few actions have few probabilities. Their order is that of the log, so that sums stay the same.
    private static (double[] Tops, double[] Bottoms, double[] Counts) Pooled(double[] tops, double[] bottoms)
    {
        var places = new Dictionary<(double, double), int>();
        var (above, below, counts) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < tops.Length; i++)
        {
            if (places.TryGetValue((tops[i], bottoms[i]), out var place))
            {
                counts[place]++;
                continue;
            }

            if (places.Count > MostDistinct)
            {
                return (tops, bottoms, Ones(tops.Length));
            }

            places[(tops[i], bottoms[i])] = counts.Count;
            above.Add(tops[i]);
            below.Add(bottoms[i]);
            counts.Add(1);
        }

        return ([.. above], [.. below], [.. counts]);
    }

    private static double[] Ones(int count)
    {
        var ones = new double[count];
        Array.Fill(ones, 1);
        return ones;
    }
}
