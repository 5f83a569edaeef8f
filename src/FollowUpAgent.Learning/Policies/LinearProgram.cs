namespace FollowUpAgent.Learning.Policies;

/// <summary>
/// Maximises c·x where x ≥ 0 and each constraint row·x ≤ most holds, by the simplex method in two phases on a dense tableau. For a dozen
/// unknowns and a few dozen constraints, which are bounded. Deterministic: ties go to the lowest index. Not for several threads.
/// </summary>
internal sealed class LinearProgram
{
    private const double Epsilon = 1e-11;

    // The steepest column is quick and may go in circles; after so many turns the first column takes over, which never does (Bland 1977).
    private const int QuickPivots = 200;
    private const int Artificial = -1;

    private readonly int rows;
    private readonly int columns;
    private readonly int[] basic;
    private readonly int[] free;
    private readonly double[,] tableau;

    private LinearProgram(double[] gain, IReadOnlyList<(double[] Row, double Most)> constraints)
    {
        (rows, columns) = (constraints.Count, gain.Length);
        (basic, free, tableau) = (new int[rows], new int[columns + 1], new double[rows + 2, columns + 2]);
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                tableau[i, j] = constraints[i].Row[j];
            }

            (basic[i], tableau[i, columns], tableau[i, columns + 1]) = (columns + i, -1, constraints[i].Most);
        }

        for (var j = 0; j < columns; j++)
        {
            (free[j], tableau[rows, j]) = (j, -gain[j]);
        }

        (free[columns], tableau[rows + 1, columns]) = (Artificial, 1);
    }

    /// <summary>The best x, or null where no x meets the constraints.</summary>
    /// <param name="gain">What each unknown is worth.</param>
    /// <param name="constraints">Rows and what they may come to at most; together they bound x.</param>
    public static double[]? Maximise(double[] gain, IReadOnlyList<(double[] Row, double Most)> constraints) =>
        new LinearProgram(gain, constraints).Solve();

    private double[]? Solve()
    {
        var lowest = 0;
        for (var i = 1; i < rows; i++)
        {
            lowest = tableau[i, columns + 1] < tableau[lowest, columns + 1] ? i : lowest;
        }

        if (tableau[lowest, columns + 1] < -Epsilon && !IsFeasibleFrom(lowest))
        {
            return null;
        }

        Improve(rows, withArtificial: false);
        var best = new double[columns];
        for (var i = 0; i < rows; i++)
        {
            if (basic[i] >= 0 && basic[i] < columns)
            {
                best[basic[i]] = Math.Max(0, tableau[i, columns + 1]);
            }
        }

        return best;
    }

    private bool IsFeasibleFrom(int lowest)
    {
        Pivot(lowest, columns);
        Improve(rows + 1, withArtificial: true);
        if (tableau[rows + 1, columns + 1] < -Epsilon)
        {
            return false;
        }

        for (var i = 0; i < rows; i++)
        {
            if (basic[i] == Artificial)
            {
                Pivot(i, Entering(i, withArtificial: true, isSteepest: true));
            }
        }

        return true;
    }

    private void Improve(int objective, bool withArtificial)
    {
        for (var pivots = 0; ; pivots++)
        {
            var column = Entering(objective, withArtificial, pivots < QuickPivots);
            if (tableau[objective, column] > -Epsilon || Leaving(column) is not (>= 0 and var row))
            {
                return;
            }

            Pivot(row, column);
        }
    }

    private int Entering(int objective, bool withArtificial, bool isSteepest)
    {
        var best = -1;
        for (var j = 0; j <= columns; j++)
        {
            if (!withArtificial && free[j] == Artificial)
            {
                continue;
            }

            if (best < 0 || IsBefore(tableau[objective, j], free[j], tableau[objective, best], free[best], isSteepest))
            {
                best = j;
            }
        }

        return best;
    }

    private static bool IsBefore(double one, int index, double other, int otherIndex, bool isSteepest)
    {
        if (isSteepest || one >= -Epsilon || other >= -Epsilon)
        {
            return one < other || (one == other && index < otherIndex);
        }

        return index < otherIndex;
    }

    private int Leaving(int column)
    {
        var best = -1;
        for (var i = 0; i < rows; i++)
        {
            if (tableau[i, column] < Epsilon)
            {
                continue;
            }

            var (ratio, least) = (tableau[i, columns + 1] / tableau[i, column], best < 0 ? 0 : tableau[best, columns + 1] / tableau[best, column]);
            if (best < 0 || ratio < least || (ratio == least && basic[i] < basic[best]))
            {
                best = i;
            }
        }

        return best;
    }

    private void Pivot(int row, int column)
    {
        var inverse = 1 / tableau[row, column];
        for (var i = 0; i < rows + 2; i++)
        {
            for (var j = 0; i != row && j < columns + 2; j++)
            {
                if (j != column)
                {
                    tableau[i, j] -= tableau[row, j] * tableau[i, column] * inverse;
                }
            }
        }

        for (var j = 0; j < columns + 2; j++)
        {
            tableau[row, j] *= j == column ? 1 : inverse;
        }

        for (var i = 0; i < rows + 2; i++)
        {
            tableau[i, column] *= i == row ? 1 : -inverse;
        }

        tableau[row, column] = inverse;
        (basic[row], free[column]) = (free[column], basic[row]);
    }
}
