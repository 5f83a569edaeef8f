using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FollowUpAgent.Learning.Features;

namespace FollowUpAgent.Learning.Outcomes;

/// <summary>
/// Logistic regression over several classes with independent normal priors, at the maximum of its posterior. For many thin features, as
/// words are: no matrix of features by features is made, and a fit takes a moment. Deterministic.
/// </summary>
public sealed class SoftmaxRegression
{
    private const double BiasScale = 3;

    // How near the maximum is near enough: nearer changes no figure on families left out, and takes half as long again.
    private const double FlatPerRow = 0.0002;
    private const double FlatAtLeast = 0.02;
    private readonly double[] coefficients;
    private readonly int size;

    // The classes of a feature stand together, filled up to whole vectors.
    private readonly int stride;

    private SoftmaxRegression(int features, int classes)
    {
        (size, Classes) = (features + 1, classes);
        stride = (classes + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count;
        coefficients = new double[size * stride];
    }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>Fits rows that are labelled each with a class.</summary>
    /// <param name="rows">The rows; a feature's prior standard deviation is 1, so its values carry the scale.</param>
    /// <param name="labels">By row: the class, from 0.</param>
    /// <param name="weights">By row: how often it counts.</param>
    /// <param name="features">The number of features.</param>
    /// <param name="classes">The number of classes.</param>
    public static SoftmaxRegression Fit(SparseRows rows, IReadOnlyList<int> labels, IReadOnlyList<double> weights, int features, int classes)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Count, rows.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Count, rows.Count);
        var model = new SoftmaxRegression(features, classes);
        QuasiNewton.Minimise(model.coefficients, Math.Max(FlatAtLeast, FlatPerRow * weights.Sum()), (at, slope) => model.Measure(at, slope, rows, labels, weights));
        return model;
    }

    /// <summary>The probability of each class.</summary>
    /// <param name="features">The row's features.</param>
    /// <param name="values">Their values.</param>
    /// <param name="probabilities">One for each class.</param>
    public void Predict(ReadOnlySpan<ushort> features, ReadOnlySpan<double> values, Span<double> probabilities) =>
        Predict(coefficients, features, values, probabilities);

    /// <summary>How much a feature's value of 1 speaks for a class, against the mean of all classes, on the logit scale.</summary>
    public double Weight(int feature, int @class)
    {
        var own = coefficients.AsSpan(feature * stride, Classes);
        return own[@class] - (TensorPrimitives.Sum<double>(own) / Classes);
    }

    private void Predict(ReadOnlySpan<double> at, ReadOnlySpan<ushort> features, ReadOnlySpan<double> values, Span<double> probabilities)
    {
        Span<double> scores = stackalloc double[stride];
        Score(at, features, values, scores);
        scores[..Classes].CopyTo(probabilities);
        _ = ToShares(probabilities[..Classes]);
    }

    // The logits of a row. A fit happens once in most processes, so its two inner loops are compiled well at once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Score(ReadOnlySpan<double> at, ReadOnlySpan<ushort> features, ReadOnlySpan<double> values, Span<double> scores)
    {
        var from = MemoryMarshal.Cast<double, Vector<double>>(at);
        var to = MemoryMarshal.Cast<double, Vector<double>>(scores);
        from.Slice((size - 1) * to.Length, to.Length).CopyTo(to);
        for (var i = 0; i < features.Length; i++)
        {
            var own = from.Slice(features[i] * to.Length, to.Length);
            var value = new Vector<double>(values[i]);
            for (var c = 0; c < own.Length; c++)
            {
                to[c] += own[c] * value;
            }
        }
    }

    // Logits become probabilities; what is returned makes a logit the logarithm of one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double ToShares(Span<double> scores)
    {
        var (most, sum) = (double.NegativeInfinity, 0.0);
        foreach (var score in scores)
        {
            most = Math.Max(most, score);
        }

        foreach (ref var score in scores)
        {
            sum += score = Math.Exp(score - most);
        }

        foreach (ref var score in scores)
        {
            score /= sum;
        }

        return most + Math.Log(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddSlope(ReadOnlySpan<double> residual, ReadOnlySpan<ushort> features, ReadOnlySpan<double> values, Span<double> slope)
    {
        var from = MemoryMarshal.Cast<double, Vector<double>>(residual);
        var to = MemoryMarshal.Cast<double, Vector<double>>(slope);
        for (var i = 0; i < features.Length; i++)
        {
            var own = to.Slice(features[i] * from.Length, from.Length);
            var value = new Vector<double>(values[i]);
            for (var c = 0; c < own.Length; c++)
            {
                own[c] += from[c] * value;
            }
        }
    }

    // Minus the log posterior, and its slope.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Measure(ReadOnlySpan<double> at, Span<double> slope, SparseRows rows, IReadOnlyList<int> labels, IReadOnlyList<double> weights)
    {
        var height = AddPrior(at, slope);
        Span<double> residual = stackalloc double[stride];
        for (var r = 0; r < rows.Count; r++)
        {
            var features = rows.FeaturesOf(r);
            var values = rows.ValuesOf(r);
            Score(at, features, values, residual);
            height -= weights[r] * residual[labels[r]];
            height += weights[r] * ToShares(residual[..Classes]);
            residual[labels[r]]--;
            TensorPrimitives.Multiply(residual[..Classes], weights[r], residual);
            AddSlope(residual, features, values, slope);
            AddSlope(residual, [(ushort)(size - 1)], [1], slope);
        }

        return height;
    }
    private double AddPrior(ReadOnlySpan<double> at, Span<double> slope)
    {
        at.CopyTo(slope);
        var bias = (size - 1) * stride;
        TensorPrimitives.Divide(slope[bias..], BiasScale * BiasScale, slope[bias..]);
        return TensorPrimitives.Dot(at, slope) / 2;
    }
}
