using FollowUpAgent.Learning.Evaluation;

namespace FollowUpAgent.Cli.Demo;

/// <summary>A difference of two means with its 95 % interval.</summary>
/// <param name="Value">The difference.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">The interval's upper end.</param>
internal sealed record Uplift(double Value, double Low, double High)
{
    /// <summary>Of independent contacts with variances of their own (Welch 1947), in the normal approximation.</summary>
    public static Uplift Of(IReadOnlyList<double> treatment, IReadOnlyList<double> control)
    {
        if (treatment.Count < 2 || control.Count < 2)
        {
            return new Uplift(0, 0, 0);
        }

        var value = treatment.Average() - control.Average();
        var reach = NormalInterval.StandardErrors * Math.Sqrt((VarianceOf(treatment) / treatment.Count) + (VarianceOf(control) / control.Count));
        return new Uplift(Rounded(value), Rounded(value - reach), Rounded(value + reach));
    }

    /// <summary>As figures are shown: six digits, far beyond what they mean, and the same on every machine.</summary>
    public static double Rounded(double value) => Math.Round(value, 6);

    private static double VarianceOf(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1);
    }
}
