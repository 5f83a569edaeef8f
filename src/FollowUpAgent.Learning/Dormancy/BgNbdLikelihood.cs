using MathNet.Numerics;

namespace FollowUpAgent.Learning.Dormancy;

/// <summary>The log likelihood of BG/NBD and its slope. Gamma functions hang on the count alone, so each count asks for them once.</summary>
internal sealed class BgNbdLikelihood
{
    private readonly IReadOnlyList<Engagements> seen;
    private readonly int[] counts;
    private readonly Dictionary<int, int> places;

    public BgNbdLikelihood(IReadOnlyList<Engagements> seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        this.seen = seen;
        counts = [.. seen.Select(s => s.Again).Distinct().Order()];
        places = counts.Select((count, place) => (count, place)).ToDictionary(c => c.count, c => c.place);
    }

    /// <summary>The value at these parameters.</summary>
    /// <param name="at">The parameters.</param>
    /// <param name="slope">Takes the slope by R, Alpha, A and B.</param>
    public double Measure(BgNbd at, Span<double> slope)
    {
        slope.Clear();
        var gammas = Array.ConvertAll(counts, x => Gammas.Of(at, x));
        var value = 0.0;
        foreach (var s in seen)
        {
            value += Add(at, s, gammas[places[s.Again]], slope);
        }

        return value;
    }

    private static double Add(BgNbd at, Engagements s, Gammas gamma, Span<double> slope)
    {
        var (x, n) = (at.R + s.Again, s.Contacts);
        var (watched, last) = (at.Alpha + s.Watched, at.Alpha + s.Last);
        var alive = -x * Math.Log(watched);
        var gone = s.Again == 0 ? double.NegativeInfinity : Math.Log(at.A / (at.B + s.Again - 1)) - (x * Math.Log(last));
        var most = Math.Max(alive, gone);
        var sum = most + Math.Log(Math.Exp(alive - most) + Math.Exp(gone - most));
        var (p, q) = (Math.Exp(alive - sum), Math.Exp(gone - sum));
        slope[0] += n * (gamma.ByR + Math.Log(at.Alpha) - (p * Math.Log(watched)) - (q * Math.Log(last)));
        slope[1] += n * ((at.R / at.Alpha) - (p * x / watched) - (q * x / last));
        slope[2] += n * (gamma.ByA + (q / at.A));
        slope[3] += n * (gamma.ByB - (s.Again == 0 ? 0 : q / (at.B + s.Again - 1)));
        return n * (gamma.Value + (at.R * Math.Log(at.Alpha)) + sum);
    }

    // ln Γ(r+x)/Γ(r) + ln Γ(a+b)Γ(b+x)/Γ(b)Γ(a+b+x), and its slopes.
    private readonly record struct Gammas(double Value, double ByR, double ByA, double ByB)
    {
        public static Gammas Of(BgNbd at, int x)
        {
            var (r, a, b) = (at.R, at.A, at.B);
            var both = SpecialFunctions.DiGamma(a + b) - SpecialFunctions.DiGamma(a + b + x);
            return new Gammas(
                SpecialFunctions.GammaLn(r + x) - SpecialFunctions.GammaLn(r)
                    + SpecialFunctions.GammaLn(a + b) + SpecialFunctions.GammaLn(b + x) - SpecialFunctions.GammaLn(b) - SpecialFunctions.GammaLn(a + b + x),
                SpecialFunctions.DiGamma(r + x) - SpecialFunctions.DiGamma(r),
                both,
                both + SpecialFunctions.DiGamma(b + x) - SpecialFunctions.DiGamma(b));
        }
    }
}
