using System.Numerics.Tensors;
using FollowUpAgent.Learning.Features;

namespace FollowUpAgent.Learning.Outcomes;

/// <summary>
/// Logistic regression over several classes with independent normal priors, at the maximum of its posterior. For many thin features, as
/// words are: no matrix of features by features is made, and a fit takes a moment. Deterministic.
/// </summary>
public sealed class SoftmaxRegression
{
    private const double BiasScale = 3;
    private readonly double[] coefficients;
    private readonly int size;

    private SoftmaxRegression(double[] coefficients, int features, int classes) => (this.coefficients, size, Classes) = (coefficients, features + 1, classes);

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
        var model = new SoftmaxRegression(new double[(features + 1) * classes], features, classes);
        QuasiNewton.Minimise(model.coefficients, (at, slope) => model.Measure(at, slope, rows, labels, weights));
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
        var own = coefficients.AsSpan(feature * Classes, Classes);
        return own[@class] - (TensorPrimitives.Sum<double>(own) / Classes);
    }

    private void Predict(ReadOnlySpan<double> at, ReadOnlySpan<ushort> features, ReadOnlySpan<double> values, Span<double> probabilities)
    {
        at.Slice((size - 1) * Classes, Classes).CopyTo(probabilities);
        for (var i = 0; i < features.Length; i++)
        {
            TensorPrimitives.MultiplyAdd(at.Slice(features[i] * Classes, Classes), values[i], probabilities, probabilities);
        }

        TensorPrimitives.SoftMax<double>(probabilities, probabilities);
    }

    // Minus the log posterior, and its slope.
    private double Measure(ReadOnlySpan<double> at, Span<double> slope, SparseRows rows, IReadOnlyList<int> labels, IReadOnlyList<double> weights)
    {
        var height = AddPrior(at, slope);
        var residual = new double[Classes];
        for (var r = 0; r < rows.Count; r++)
        {
            var features = rows.FeaturesOf(r);
            var values = rows.ValuesOf(r);
            Predict(at, features, values, residual);
            height -= weights[r] * Math.Log(Math.Max(residual[labels[r]], double.Epsilon));
            residual[labels[r]]--;
            TensorPrimitives.Multiply(residual, weights[r], residual);
            var bias = slope.Slice((size - 1) * Classes, Classes);
            TensorPrimitives.Add<double>(bias, residual, bias);
            for (var i = 0; i < features.Length; i++)
            {
                var own = slope.Slice(features[i] * Classes, Classes);
                TensorPrimitives.MultiplyAdd<double>(residual, values[i], own, own);
            }
        }

        return height;
    }

    private double AddPrior(ReadOnlySpan<double> at, Span<double> slope)
    {
        at.CopyTo(slope);
        var bias = (size - 1) * Classes;
        TensorPrimitives.Divide(slope[bias..], BiasScale * BiasScale, slope[bias..]);
        return TensorPrimitives.Dot(at, slope) / 2;
    }
}
