using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Learning.Policies;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace FollowUpAgent.Learning.Tests.Outcomes;

public sealed class CholeskyFactorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(37)]
    [InlineData(200)]
    public void Factor_determinant_and_solution_are_those_of_another_library(int size)
    {
        var (matrix, diagonal, right) = Sample(size);
        var theirs = (matrix + DenseMatrix.OfDiagonalArray(diagonal)).Cholesky();
        var ours = new CholeskyFactor(size);
        var solution = right.ToArray();

        Assert.True(ours.TryFactor(matrix.ToColumnMajorArray(), diagonal));
        ours.Solve(solution);

        Assert.Equal(theirs.DeterminantLn, ours.LogDeterminant, 1e-9 * size);
        Assert.Equal(0, (theirs.Solve(right) - Vector<double>.Build.Dense(solution)).L2Norm(), 1e-10 * size);
        for (var i = 0; i < size; i++)
        {
            Assert.Equal(0, (theirs.Factor.Row(i, 0, i + 1) - Vector<double>.Build.Dense(ours.Row(i).ToArray())).L2Norm(), 1e-10 * size);
        }
    }

    [Fact]
    public void A_buffer_that_is_used_again_remembers_nothing()
    {
        var (first, second) = (Sample(20), Sample(20, seed: 2));
        var (used, fresh) = (new CholeskyFactor(20), new CholeskyFactor(20));
        Assert.True(used.TryFactor(first.Matrix.ToColumnMajorArray(), first.Diagonal));

        Assert.True(used.TryFactor(second.Matrix.ToColumnMajorArray(), second.Diagonal));
        Assert.True(fresh.TryFactor(second.Matrix.ToColumnMajorArray(), second.Diagonal));

        Assert.Equal(fresh.LogDeterminant, used.LogDeterminant);
        Assert.Equal(fresh.Row(19).ToArray(), used.Row(19).ToArray());
    }

    [Fact]
    public void A_factor_of_the_last_rows_first_solves_the_same()
    {
        var (matrix, diagonal, right) = Sample(37);
        var (forward, backward) = (new CholeskyFactor(37), new CholeskyFactor(37, lastFirst: true));
        var (one, other) = (right.ToArray(), right.ToArray());

        Assert.True(forward.TryFactor(matrix.ToColumnMajorArray(), diagonal) && backward.TryFactor(matrix.ToColumnMajorArray(), diagonal));
        forward.Solve(one);
        backward.Solve(other);

        Assert.Equal(forward.LogDeterminant, backward.LogDeterminant, 1e-9);
        Assert.Equal(0, (DenseVector.OfArray(one) - DenseVector.OfArray(other)).L2Norm(), 1e-9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(18)]
    [InlineData(36)]
    public void Rows_that_are_kept_need_not_be_factored_again(int kept)
    {
        var (matrix, diagonal, _) = Sample(37);
        var changed = diagonal.Select((d, i) => i < 37 - kept ? 2 * d : d).ToArray();
        var (used, fresh) = (new CholeskyFactor(37, lastFirst: true), new CholeskyFactor(37, lastFirst: true));
        Assert.True(used.TryFactor(matrix.ToColumnMajorArray(), diagonal));

        Assert.True(used.TryFactor(matrix.ToColumnMajorArray(), changed, kept));
        Assert.True(fresh.TryFactor(matrix.ToColumnMajorArray(), changed));

        Assert.Equal(fresh.LogDeterminant, used.LogDeterminant, 1e-9);
        Assert.Equal(0, (DenseVector.OfArray(fresh.Row(36).ToArray()) - DenseVector.OfArray(used.Row(36).ToArray())).L2Norm(), 1e-10);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(1, 1)]
    [InlineData(double.NaN, 0)]
    [InlineData(double.PositiveInfinity, 0)]
    public void What_is_not_positive_definite_is_said_to_be_so(double diagonal, double beside) =>
        Assert.False(new CholeskyFactor(2).TryFactor([diagonal, beside, beside, diagonal], [0, 0]));

    private static (Matrix<double> Matrix, double[] Diagonal, Vector<double> Right) Sample(int size, long seed = 1)
    {
        var uniforms = new SeededUniforms(seed);
        var some = DenseMatrix.Create(size, size, (_, _) => uniforms.Next() - 0.5);
        return (some * some.Transpose(), [.. Enumerable.Range(0, size).Select(_ => 0.1 + uniforms.Next())], DenseVector.Create(size, _ => uniforms.Next()));
    }
}
