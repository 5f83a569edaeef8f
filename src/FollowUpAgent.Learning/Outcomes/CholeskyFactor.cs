using System.Numerics.Tensors;

namespace FollowUpAgent.Learning.Outcomes;

/// <summary>
/// The lower factor L of a symmetric positive definite matrix, L L' = A, packed row after row. The search for scales factors thousands of
/// matrices of some hundred rows: on dot products of whole rows, in a buffer that is used again, it takes a fraction of the time of
/// MathNet's managed provider, which is what the tests hold it to. Not thread-safe.
/// </summary>
internal sealed class CholeskyFactor(int size)
{
    private readonly double[] rows = new double[StartOf(size)];

    /// <summary>The number of rows.</summary>
    public int Size => size;

    /// <summary>The logarithm of the matrix's determinant.</summary>
    public double LogDeterminant { get; private set; }

    /// <summary>Where a row begins in a packed lower half.</summary>
    public static int StartOf(int row) => row * (row + 1) / 2;

    /// <summary>A row of the factor, its diagonal last.</summary>
    public ReadOnlySpan<double> Row(int row) => rows.AsSpan(StartOf(row), row + 1);

    /// <summary>Factors a matrix, of which only the lower half is read, with something added to its diagonal (Cholesky, Banachiewicz).</summary>
    /// <returns>False where it is not positive definite, or a number is not finite.</returns>
    public bool TryFactor(ReadOnlySpan<double> matrix, ReadOnlySpan<double> diagonal)
    {
        LogDeterminant = 0;
        for (var i = 0; i < size; i++)
        {
            var line = rows.AsSpan(StartOf(i), i + 1);
            matrix.Slice(i * size, i + 1).CopyTo(line);
            for (var j = 0; j < i; j++)
            {
                var before = rows.AsSpan(StartOf(j), j + 1);
                line[j] = (line[j] - TensorPrimitives.Dot(line[..j], before[..j])) / before[j];
            }

            var square = line[i] + diagonal[i] - TensorPrimitives.SumOfSquares<double>(line[..i]);
            if (!(square > 0 && double.IsFinite(square)))
            {
                return false;
            }

            line[i] = Math.Sqrt(square);
            LogDeterminant += Math.Log(square);
        }

        return true;
    }

    /// <summary>Turns b into the solution x of A x = b.</summary>
    public void Solve(Span<double> b)
    {
        for (var i = 0; i < size; i++)
        {
            var line = Row(i);
            b[i] = (b[i] - TensorPrimitives.Dot(line[..i], b[..i])) / line[i];
        }

        for (var i = size - 1; i >= 0; i--)
        {
            var line = Row(i);
            b[i] /= line[i];
            TensorPrimitives.MultiplyAdd(line[..i], -b[i], b[..i], b[..i]);
        }
    }
}
