namespace FollowUpAgent.Learning.Policies;

/// <summary>Probability vectors over the actions of one stage: how they are made, floored and drawn from. Pure and thread-safe.</summary>
public static class Propensities
{
    /// <summary>The same probability for each of <paramref name="count"/> actions (at least 1).</summary>
    public static double[] Uniform(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var p = new double[count];
        Array.Fill(p, 1.0 / count);
        return p;
    }

    /// <summary>Probability 1 for one of <paramref name="count"/> actions.</summary>
    public static double[] Certain(int count, int chosen)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var p = new double[count];
        p[chosen] = 1;
        return p;
    }

    /// <summary>
    /// Mixes a vector with the uniform one, p = (1 − ε) q + ε / K, so that no action falls below ε / K. Off-policy estimates need this:
    /// one send logged at p = 1e-6 would outweigh all others.
    /// </summary>
    /// <param name="q">The vector; sums to 1.</param>
    /// <param name="epsilon">The share given to exploration, 0 to 1.</param>
    public static double[] Floor(IReadOnlyList<double> q, double epsilon)
    {
        double[] p = [.. q];
        FloorInPlace(p, epsilon);
        return p;
    }

    /// <summary><see cref="Floor"/> without a second vector.</summary>
    internal static void FloorInPlace(Span<double> p, double epsilon)
    {
        if (epsilon is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "The floor must be from 0 to 1.");
        }

        for (var k = 0; k < p.Length; k++)
        {
            p[k] = ((1 - epsilon) * p[k]) + (epsilon / p.Length);
        }
    }

    /// <summary>
    /// The action that a uniform number picks: the first whose cumulated probability exceeds it. An action with probability 0 is never
    /// picked, also not when rounding leaves the sum a little under 1.
    /// </summary>
    /// <param name="p">The vector; at least one entry above 0.</param>
    /// <param name="uniform">From 0 included to 1 excluded.</param>
    public static int Draw(IReadOnlyList<double> p, double uniform)
    {
        var sum = 0.0;
        var last = -1;
        for (var k = 0; k < p.Count; k++)
        {
            if (p[k] <= 0)
            {
                continue;
            }

            sum += p[k];
            last = k;
            if (uniform < sum)
            {
                return k;
            }
        }

        return last >= 0 ? last : throw new ArgumentException("No action has a probability above 0.", nameof(p));
    }
}
