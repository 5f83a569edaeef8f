namespace FollowUpAgent.Learning.Features;

/// <summary>Many rows of few features each, as a training set has them: in blocks, so that a million rows are never copied. Immutable.</summary>
public sealed class SparseRows
{
    private const int RowsInBlock = 4096;
    private readonly Block[] blocks;

    private SparseRows(Block[] blocks, int count) => (this.blocks, Count) = (blocks, count);

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The features of a row, ascending.</summary>
    public ReadOnlySpan<ushort> FeaturesOf(int row) => blocks[row / RowsInBlock].FeaturesOf(row % RowsInBlock);

    /// <summary>Their values.</summary>
    public ReadOnlySpan<double> ValuesOf(int row) => blocks[row / RowsInBlock].ValuesOf(row % RowsInBlock);

    /// <summary>The product of a row with a vector of coefficients.</summary>
    public double Dot(int row, ReadOnlySpan<double> coefficients)
    {
        var features = FeaturesOf(row);
        var values = ValuesOf(row);
        var sum = 0.0;
        for (var i = 0; i < features.Length; i++)
        {
            sum += values[i] * coefficients[features[i]];
        }

        return sum;
    }

    /// <summary>Puts rows together, one after the other.</summary>
    public sealed class Builder
    {
        private readonly List<Block> blocks = [];
        private readonly List<int> starts = [0];
        private readonly List<ushort> features = [];
        private readonly List<double> values = [];

        /// <summary>How many rows are complete.</summary>
        public int Count => (blocks.Count * RowsInBlock) + starts.Count - 1;

        /// <summary>Adds a feature to the row in hand; features come ascending.</summary>
        public void Add(int feature, double value)
        {
            features.Add(checked((ushort)feature));
            values.Add(value);
        }

        /// <summary>Completes the row in hand.</summary>
        public void EndRow()
        {
            starts.Add(features.Count);
            if (starts.Count > RowsInBlock)
            {
                CloseBlock();
            }
        }

        /// <summary>The rows.</summary>
        public SparseRows Build()
        {
            var count = Count;
            CloseBlock();
            return new SparseRows([.. blocks], count);
        }

        private void CloseBlock()
        {
            blocks.Add(new Block([.. starts], [.. features], [.. values]));
            starts.RemoveRange(1, starts.Count - 1);
            features.Clear();
            values.Clear();
        }
    }

    private sealed class Block(int[] starts, ushort[] features, double[] values)
    {
        public ReadOnlySpan<ushort> FeaturesOf(int row) => features.AsSpan(starts[row]..starts[row + 1]);

        public ReadOnlySpan<double> ValuesOf(int row) => values.AsSpan(starts[row]..starts[row + 1]);
    }
}
