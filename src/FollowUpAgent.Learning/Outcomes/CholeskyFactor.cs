using System.Numerics;
using System.Numerics.Tensors;

namespace FollowUpAgent.Learning.Outcomes;

/// <summary>
/// The lower factor L of a symmetric positive definite matrix, L L' = A, packed row after row. The search for scales factors thousands of
/// matrices of some hundred rows: on dot products of whole rows, in a buffer that is used again, it takes a fraction of the time of
/// MathNet's managed provider, which is what the tests hold it to. Not thread-safe.
/// </summary>
/// <param name="size">The number of rows.</param>
/// <param name="lastFirst">Whether the matrix's last row is the factor's first; <see cref="Row"/> has them as the factor does.</param>
internal sealed class CholeskyFactor(int size, bool lastFirst = false)
{
    private const int Together = 4;
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
    /// <param name="matrix">The matrix.</param>
    /// <param name="diagonal">What is added.</param>
    /// <param name="kept">How many rows of the factor stand already: those of the last matrix, if it was factored and began with the same rows.</param>
    /// <returns>False where it is not positive definite, or a number is not finite.</returns>
    public bool TryFactor(ReadOnlySpan<double> matrix, ReadOnlySpan<double> diagonal, int kept = 0)
    {
        for (var i = kept; i < size; i++)
        {
            Load(matrix, i, kept);
            rows[StartOf(i) + i] += diagonal[lastFirst ? size - 1 - i : i];
        }

        for (var first = kept; first < size; first += Together)
        {
            var done = first + Together <= size ? first : kept;
            var j = kept;
            for (; j + 1 < done; j += 2)
            {
                EliminateEight(first, j);
            }

            done = j;

            for (var i = first; i < Math.Min(first + Together, size); i++)
            {
                if (!TryFinish(i, done))
                {
                    return false;
                }
            }
        }

        LogDeterminant = 0;
        for (var i = 0; i < size; i++)
        {
            LogDeterminant += 2 * Math.Log(rows[StartOf(i) + i]);
        }

        return true;
    }

    // A row of the matrix up to its diagonal, from a column on.
    private void Load(ReadOnlySpan<double> matrix, int i, int from)
    {
        var line = rows.AsSpan(StartOf(i) + from, i + 1 - from);
        var own = lastFirst ? size - 1 - i : i;
        matrix.Slice((own * size) + (lastFirst ? own : from), line.Length).CopyTo(line);
        if (lastFirst)
        {
            line.Reverse();
        }
    }

    // Two rows that are done, four that are not: a number that is loaded serves several products, and loading is what the time goes into.
    private void EliminateEight(int first, int j)
    {
        var (one, two) = (StartOf(j), StartOf(j + 1));
        var (a, b, c, d) = (StartOf(first), StartOf(first + 1), StartOf(first + 2), StartOf(first + 3));
        Vector<double> a1 = default, b1 = default, c1 = default, d1 = default, a2 = default, b2 = default, c2 = default, d2 = default;
        var k = 0;
        for (; k <= j - Vector<double>.Count; k += Vector<double>.Count)
        {
            var (x, y) = (new Vector<double>(rows, one + k), new Vector<double>(rows, two + k));
            var number = new Vector<double>(rows, a + k);
            (a1, a2) = (a1 + (number * x), a2 + (number * y));
            number = new Vector<double>(rows, b + k);
            (b1, b2) = (b1 + (number * x), b2 + (number * y));
            number = new Vector<double>(rows, c + k);
            (c1, c2) = (c1 + (number * x), c2 + (number * y));
            number = new Vector<double>(rows, d + k);
            (d1, d2) = (d1 + (number * x), d2 + (number * y));
        }

        Finish(a, a1, a2);
        Finish(b, b1, b2);
        Finish(c, c1, c2);
        Finish(d, d1, d2);

        void Finish(int line, Vector<double> product1, Vector<double> product2)
        {
            Eliminate(line, j, k, Vector.Sum(product1));
            Eliminate(line, j + 1, k, Vector.Sum(product2));
        }
    }

    // The column of a row, where the product up to a place is known.
    private void Eliminate(int line, int j, int from, double product)
    {
        var before = Row(j);
        for (var k = from; k < j; k++)
        {
            product += rows[line + k] * before[k];
        }

        rows[line + j] = (rows[line + j] - product) / before[j];
    }

    // The rest of a row, from a column on, and its diagonal.
    private bool TryFinish(int i, int from)
    {
        var line = rows.AsSpan(StartOf(i), i + 1);
        for (var j = from; j < i; j++)
        {
            var before = Row(j);
            line[j] = (line[j] - TensorPrimitives.Dot(line[..j], before[..j])) / before[j];
        }

        var square = line[i] - TensorPrimitives.SumOfSquares<double>(line[..i]);
        if (!(square > 0 && double.IsFinite(square)))
        {
            return false;
        }

        line[i] = Math.Sqrt(square);
        return true;
    }

    /// <summary>Turns b into the solution x of A x = b.</summary>
    public void Solve(Span<double> b)
    {
        if (lastFirst)
        {
            b.Reverse();
        }

        for (var i = 0; i < size; i++)
        {
            var line = Row(i);
            b[i] = (b[i] - TensorPrimitives.Dot(line[..i], b[..i])) / line[i];
        }

        Climb(b);
        if (lastFirst)
        {
            b.Reverse();
        }
    }

    /// <summary>Turns b into the solution x of L' x = b: of independent standard normals it makes a draw whose precision is A.</summary>
    public void SolveUpper(Span<double> b)
    {
        Climb(b);
        if (lastFirst)
        {
            b.Reverse();
        }
    }

    private void Climb(Span<double> b)
    {
        for (var i = size - 1; i >= 0; i--)
        {
            var line = Row(i);
            b[i] /= line[i];
            TensorPrimitives.MultiplyAdd(line[..i], -b[i], b[..i], b[..i]);
        }
    }
}
