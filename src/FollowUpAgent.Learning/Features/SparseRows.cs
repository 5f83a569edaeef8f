namespace FollowUpAgent.Learning.Features;

/// <summary>Many rows of few features each, as a training set has them. Immutable.</summary>
public sealed class SparseRows
{
    private readonly int[] starts;
    private readonly int[] features;
    private readonly double[] values;

    internal SparseRows(int[] starts, int[] features, double[] values) => (this.starts, this.features, this.values) = (starts, features, values);

    /// <summary>The number of rows.</summary>
    public int Count => starts.Length - 1;

    /// <summary>The features of a row, ascending.</summary>
    public ReadOnlySpan<int> FeaturesOf(int row) => features.AsSpan(starts[row]..starts[row + 1]);

    /// <summary>Their values.</summary>
    public ReadOnlySpan<double> ValuesOf(int row) => values.AsSpan(starts[row]..starts[row + 1]);

    /// <summary>The product of a row with a vector of coefficients.</summary>
    public double Dot(int row, ReadOnlySpan<double> coefficients)
    {
        var sum = 0.0;
        for (var i = starts[row]; i < starts[row + 1]; i++)
        {
            sum += values[i] * coefficients[features[i]];
        }

        return sum;
    }
}
