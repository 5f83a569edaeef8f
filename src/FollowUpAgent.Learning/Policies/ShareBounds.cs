namespace FollowUpAgent.Learning.Policies;

/// <summary>
/// The probability vectors over the actions of a stage that keep some bounds: P = { p ≥ 0, Σ p = 1, lⱼ ≤ Σ_{k∈Sⱼ} p_k ≤ hⱼ }. Sets may overlap.
/// A vector is brought into P before anything is drawn, so that what is drawn has the probability that is logged. Pure; the same arguments
/// always give the same vector. Not for several threads.
/// </summary>
/// <param name="count">How many actions there are, at least 1.</param>
/// <param name="bounds">What binds them.</param>
public sealed class ShareBounds(int count, IReadOnlyList<ShareBound> bounds)
{
    /// <summary>How far a sum of probabilities may be from its bound: what adding up numbers of this size costs.</summary>
    public const double Tolerance = 1e-9;

    // What is repaired after the projection, which comes as near to a bound as its last turn brought it.
    private const double Slack = 1e-12;
    private const int MostTurns = 1000;

    /// <summary>Whether any vector keeps all bounds.</summary>
    public bool IsPossible => bounds.Count == 0 || Solve(new double[count], new double[count]) is not null;

    /// <summary>Whether a vector keeps them.</summary>
    public bool Allow(ReadOnlySpan<double> p, double tolerance = Tolerance)
    {
        for (var i = 0; i < bounds.Count; i++)
        {
            var share = bounds[i].ShareIn(p);
            if (share < bounds[i].Least - tolerance || share > bounds[i].Most + tolerance)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Brings a vector to the nearest one in P, argmin over q in P of Σ q_k ln(q_k / p_k) (the information projection of Csiszár, 1975): what is
    /// bounded together keeps its proportions. No action falls below <paramref name="epsilon"/> / K, unless a bound leaves it no more; then
    /// it keeps as much as all such can have alike. A vector that keeps the bounds stays as it is, to the bit.
    /// </summary>
    /// <param name="p">Sums to 1; no action of it is below the floor.</param>
    /// <param name="epsilon">As of <see cref="Propensities.Floor"/>.</param>
    /// <exception cref="InvalidOperationException">No vector keeps the bounds.</exception>
    public void Bring(Span<double> p, double epsilon)
    {
        if (Allow(p, Slack))
        {
            return;
        }

        var floors = Floors(epsilon / count);
        Project(p, [.. bounds, .. floors.Select((floor, k) => new ShareBound([k], floor, 1))]);
        Repair(p, floors);
    }

    /// <summary>
    /// The vector in P that makes one action as likely as can be, then the first of the others, and so on: a fixed choice, as far as the
    /// bounds let it be one.
    /// </summary>
    /// <exception cref="InvalidOperationException">No vector keeps the bounds.</exception>
    public double[] Foremost(int first)
    {
        var p = Propensities.Certain(count, first);
        if (Allow(p, Slack))
        {
            return p;
        }

        var floors = new double[count];
        foreach (var k in Enumerable.Range(0, count).OrderBy(k => k != first))
        {
            p = Solve(OneAt(k), floors) ?? throw Impossible();
            floors[k] = Math.Max(0, p[k] - Slack);
        }

        return Clean(p);
    }

    // The highest floors, the lowest of them as high as can be: those that are stuck stay, the others go on rising up to the floor.
    private double[] Floors(double floor)
    {
        var (floors, isStuck) = (new double[count], new bool[count]);
        for (var turn = 0; turn < count; turn++)
        {
            var level = Level(floors, isStuck, floor);
            for (var k = 0; k < count; k++)
            {
                floors[k] = isStuck[k] ? floors[k] : level;
            }

            if (level >= floor - Slack)
            {
                break;
            }

            for (var k = 0; k < count; k++)
            {
                isStuck[k] |= Solve(OneAt(k), floors) is not { } most || most[k] <= level + Slack * 10;
            }
        }

        return floors;
    }

    // The last unknown is the level that all actions which are not stuck have at least.
    private double Level(double[] floors, bool[] isStuck, double most)
    {
        var constraints = Constraints(floors, 1);
        for (var k = 0; k < count; k++)
        {
            if (!isStuck[k])
            {
                var row = new double[count + 1];
                (row[k], row[count]) = (-1, 1);
                constraints.Add((row, 0));
            }
        }

        var (gain, ceiling) = (new double[count + 1], new double[count + 1]);
        (gain[count], ceiling[count]) = (1, 1);
        constraints.Add((ceiling, most));
        // A hair below, or rounding alone would leave no vector at all.
        return Math.Max(0, (LinearProgram.Maximise(gain, constraints) ?? throw Impossible())[count] - Slack);
    }

    // Each bound in turn scales its members against the rest, after its own scaling of the turn before is taken back (Dykstra's method with the
    // projections of Bregman): what the turns converge to is the projection.
    private static void Project(Span<double> p, IReadOnlyList<ShareBound> all)
    {
        var scales = new double[all.Count];
        Array.Fill(scales, 1);
        Propensities.FloorInPlace(p, Slack);
        for (var (turn, moved) = (0, 1.0); turn < MostTurns && moved > Slack / 10; turn++)
        {
            moved = 0;
            for (var j = 0; j < all.Count; j++)
            {
                var inside = all[j].ShareIn(p) / scales[j];
                var outside = Sum(p) - all[j].ShareIn(p);
                if (outside <= 0)
                {
                    continue;
                }

                var share = inside / (inside + outside);
                var wanted = Math.Clamp(share, Math.Min(all[j].Least, 1 - Slack), Math.Max(all[j].Most, Slack));
                var scale = wanted == share ? 1 : wanted * outside / ((1 - wanted) * inside);
                moved = Math.Max(moved, Math.Abs((scale / scales[j]) - 1));
                Scale(p, all[j].Members, scale / scales[j]);
                scales[j] = scale;
            }

            Normalise(p);
        }
    }

    // Mixes in as little as can be of the vector in the middle of P.
    private void Repair(Span<double> p, double[] floors)
    {
        if (Allow(p, Slack))
        {
            return;
        }

        var middle = Middle(floors);
        var share = 0.0;
        foreach (var bound in bounds)
        {
            var (mine, its) = (bound.ShareIn(p), bound.ShareIn(middle));
            var (edge, isOut) = mine < bound.Least ? (bound.Least, true) : (bound.Most, mine > bound.Most);
            share = isOut ? Math.Max(share, its == mine ? 1 : Math.Clamp((edge - mine) / (its - mine), 0, 1)) : share;
        }

        for (var k = 0; k < count; k++)
        {
            p[k] = ((1 - share) * p[k]) + (share * middle[k]);
        }
    }

    // As far from every bound as can be; the last unknown is how far.
    private double[] Middle(double[] floors)
    {
        var constraints = Constraints(floors, 1);
        for (var j = 2; j < 2 + (2 * bounds.Count); j++)
        {
            constraints[j].Row[count] = 1;
        }

        var (gain, ceiling) = (new double[count + 1], new double[count + 1]);
        (gain[count], ceiling[count]) = (1, 1);
        constraints.Add((ceiling, 1));
        return Clean([.. (LinearProgram.Maximise(gain, constraints) ?? throw Impossible()).Take(count)]);
    }

    private double[]? Solve(double[] gain, double[] floors) => LinearProgram.Maximise(gain, Constraints(floors, 0));

    // The sum, both ways; then each bound, both ways; then the floors.
    private List<(double[] Row, double Most)> Constraints(double[] floors, int more)
    {
        var all = new List<(double[] Row, double Most)> { (RowOf(Enumerable.Range(0, count), 1, more), 1), (RowOf(Enumerable.Range(0, count), -1, more), -1) };
        foreach (var bound in bounds)
        {
            all.Add((RowOf(bound.Members, 1, more), bound.Most));
            all.Add((RowOf(bound.Members, -1, more), -bound.Least));
        }

        for (var k = 0; k < count; k++)
        {
            if (floors[k] > 0)
            {
                all.Add((RowOf([k], -1, more), -floors[k]));
            }
        }

        return all;
    }

    private double[] RowOf(IEnumerable<int> members, double value, int more)
    {
        var row = new double[count + more];
        foreach (var k in members)
        {
            row[k] = value;
        }

        return row;
    }

    private double[] OneAt(int k) => RowOf([k], 1, 0);

    private static double[] Clean(double[] p)
    {
        for (var k = 0; k < p.Length; k++)
        {
            p[k] = p[k] < Slack * 10 ? 0 : p[k];
        }

        Normalise(p);
        return p;
    }

    private static void Scale(Span<double> p, IReadOnlyList<int> members, double by)
    {
        for (var i = 0; i < members.Count; i++)
        {
            p[members[i]] *= by;
        }
    }

    private static void Normalise(Span<double> p)
    {
        var sum = Sum(p);
        for (var k = 0; k < p.Length; k++)
        {
            p[k] /= sum;
        }
    }

    private static double Sum(ReadOnlySpan<double> p)
    {
        var sum = 0.0;
        for (var k = 0; k < p.Length; k++)
        {
            sum += p[k];
        }

        return sum;
    }

    private static InvalidOperationException Impossible() => new("No probabilities keep these bounds: ask IsPossible first.");
}
