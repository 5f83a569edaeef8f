using FollowUpAgent.Learning.Outcomes;

namespace FollowUpAgent.Learning.Dormancy;

/// <summary>
/// Fits BG/NBD to what was seen, by maximum likelihood over the logarithms of its parameters. A weak normal prior (two logs around
/// <see cref="BgNbd.Prior"/>) keeps them finite where little was seen; some hundred contacts outvote it. Deterministic.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="LogErrors">The standard errors of the logarithms of R, Alpha, A and B; infinite where the log is flat.</param>
/// <param name="Contacts">From how many contacts.</param>
public sealed record BgNbdFit(BgNbd Model, IReadOnlyList<double> LogErrors, double Contacts)
{
    private const double PriorDeviation = 2;
    private const double FlatPerContact = 1e-6;
    private const double FlatAtLeast = 1e-5;
    private const double Step = 1e-4;

    // Beyond e^±12 nothing that was counted in days can tell parameters apart.
    private const double Farthest = 12;

    /// <summary>Fits.</summary>
    public static BgNbdFit Of(IReadOnlyList<Engagements> seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        var bad = seen.FirstOrDefault(s => !(s is { Again: >= 0, Last: >= 0, Contacts: >= 0 } && s.Watched >= s.Last && double.IsFinite(s.Watched + s.Contacts)), new Engagements(0, 0, 0));
        if (bad.Contacts < 0 || !(bad.Watched >= bad.Last) || bad.Again < 0)
        {
            throw new ArgumentException($"{bad} cannot be: times are finite, the last is not after now, counts are not below 0.", nameof(seen));
        }

        var likelihood = new BgNbdLikelihood(seen);
        var contacts = seen.Sum(s => s.Contacts);
        var at = LogsOf(BgNbd.Prior);
        QuasiNewton.Minimise(at, Math.Max(FlatAtLeast, FlatPerContact * contacts), (p, slope) => Measure(likelihood, p, slope));
        return new BgNbdFit(ModelOf(at), ErrorsAt(likelihood, at), contacts);
    }

    private static double Measure(BgNbdLikelihood likelihood, ReadOnlySpan<double> at, Span<double> slope)
    {
        var model = ModelOf(at);
        var value = -likelihood.Measure(model, slope);
        Span<double> scales = [model.R, model.Alpha, model.A, model.B];
        var prior = LogsOf(BgNbd.Prior);
        for (var i = 0; i < slope.Length; i++)
        {
            var distance = (at[i] - prior[i]) / PriorDeviation;
            slope[i] = (-slope[i] * scales[i]) + (distance / PriorDeviation);
            value += distance * distance / 2;
        }

        return double.IsFinite(value) ? value : double.MaxValue;
    }

    // From the curvature at the maximum, which differences of the slope tell well enough for an error.
    private static double[] ErrorsAt(BgNbdLikelihood likelihood, double[] at)
    {
        var n = at.Length;
        var curvature = new double[n * n];
        var (above, below) = (new double[n], new double[n]);
        for (var i = 0; i < n; i++)
        {
            Measure(likelihood, Moved(at, i, Step), above);
            Measure(likelihood, Moved(at, i, -Step), below);
            for (var j = 0; j < n; j++)
            {
                curvature[(Math.Max(i, j) * n) + Math.Min(i, j)] += (above[j] - below[j]) / (2 * Step) / (i == j ? 1 : 2);
            }
        }

        var factor = new CholeskyFactor(n);
        return factor.TryFactor(curvature, new double[n])
            ? [.. Enumerable.Range(0, n).Select(i => Math.Sqrt(VarianceOf(factor, i, n)))]
            : [.. Enumerable.Repeat(double.PositiveInfinity, n)];
    }

    private static double VarianceOf(CholeskyFactor factor, int i, int n)
    {
        var unit = new double[n];
        unit[i] = 1;
        factor.Solve(unit);
        return unit[i];
    }

    private static double[] Moved(double[] at, int i, double by)
    {
        var moved = (double[])at.Clone();
        moved[i] += by;
        return moved;
    }

    private static double[] LogsOf(BgNbd model) => [Math.Log(model.R), Math.Log(model.Alpha), Math.Log(model.A), Math.Log(model.B)];

    private static BgNbd ModelOf(ReadOnlySpan<double> logs) => new(Of(logs[0]), Of(logs[1]), Of(logs[2]), Of(logs[3]));

    private static double Of(double log) => Math.Exp(Math.Clamp(log, -Farthest, Farthest));
}
