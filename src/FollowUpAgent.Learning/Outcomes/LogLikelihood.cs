using System.Numerics.Tensors;

namespace FollowUpAgent.Learning.Outcomes;

/// <summary>The log likelihood of a training set, the prior apart: value, gradient and curvature where it was last measured.</summary>
internal sealed class LogLikelihood(TrainingSet set)
{
    private readonly int size = set.Schema.Count;

    /// <summary>The value.</summary>
    public double Value { get; private set; }

    /// <summary>Its gradient.</summary>
    public double[] Gradient { get; } = new double[set.Schema.Count];

    /// <summary>Minus its Hessian, a full symmetric matrix.</summary>
    public double[] Curvature { get; } = new double[set.Schema.Count * set.Schema.Count];

    /// <summary>Measures value and gradient.</summary>
    public double Measure(ReadOnlySpan<double> at)
    {
        Array.Clear(Gradient);
        Value = 0;
        for (var r = 0; r < set.Rows.Count; r++)
        {
            var count = set.Positives[r] + set.Negatives[r];
            if (count != 0)
            {
                var logit = set.Rows.Dot(r, at);
                Value += (set.Positives[r] * logit) - (count * Logit.LogOnePlusExp(logit));
                AddToGradient(r, set.Positives[r] - (count * Logit.Probability(logit)));
            }
        }

        return Value;
    }

    /// <summary>Measures the curvature.</summary>
    public void Curve(ReadOnlySpan<double> at)
    {
        Array.Clear(Curvature);
        for (var r = 0; r < set.Rows.Count; r++)
        {
            var count = set.Positives[r] + set.Negatives[r];
            if (count != 0)
            {
                var p = Logit.Probability(set.Rows.Dot(r, at));
                AddToLowerHalf(r, count * p * (1 - p));
            }
        }

        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < i; j++)
            {
                Curvature[(j * size) + i] = Curvature[(i * size) + j];
            }
        }
    }

    /// <summary>s' C s: how much the parabola of the curvature falls along a step, twice over.</summary>
    public double Bend(ReadOnlySpan<double> step)
    {
        var bend = 0.0;
        for (var i = 0; i < size; i++)
        {
            bend += step[i] * TensorPrimitives.Dot(Curvature.AsSpan(i * size, size), step);
        }

        return bend;
    }

    private void AddToGradient(int row, double residual)
    {
        var features = set.Rows.FeaturesOf(row);
        var values = set.Rows.ValuesOf(row);
        for (var i = 0; i < features.Length; i++)
        {
            Gradient[features[i]] += residual * values[i];
        }
    }

    private void AddToLowerHalf(int row, double weight)
    {
        var features = set.Rows.FeaturesOf(row);
        var values = set.Rows.ValuesOf(row);
        for (var i = 0; i < features.Length; i++)
        {
            var line = Curvature.AsSpan(features[i] * size, features[i] + 1);
            var factor = weight * values[i];
            for (var j = 0; j <= i; j++)
            {
                line[features[j]] += factor * values[j];
            }
        }
    }
}
