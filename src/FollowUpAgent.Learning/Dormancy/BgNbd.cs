namespace FollowUpAgent.Learning.Dormancy;

/// <summary>
/// The beta-geometric/NBD model (Fader, Hardie, Lee 2005): while alive, a contact engages at a rate of its own, and after each engagement it
/// may be gone for good. Rates are gamma distributed over contacts (R, Alpha), chances to be gone beta (A, B), so that a contact of whom
/// little is known borrows from all. Times in days. Pure.
/// </summary>
/// <param name="R">Shape of the rates.</param>
/// <param name="Alpha">Their scale: R / Alpha engagements a day on average.</param>
/// <param name="A">First parameter of the chance to be gone.</param>
/// <param name="B">The second: A / (A + B) on average.</param>
public sealed record BgNbd(double R, double Alpha, double A, double B)
{
    // Of 2F1; the series of a month falls below it after some dozen terms.
    private const double Negligible = 1e-14;
    private const int MostTerms = 100_000;
    private const double Nudge = 1e-6;

    /// <summary>What is assumed before anybody was watched: an engagement in three weeks, and one in five the last.</summary>
    public static BgNbd Prior { get; } = new(0.5, 10, 0.5, 2);

    /// <summary>
    /// The probability that a contact still engages. Who engaged but once is never gone in this model; as in its modified form
    /// (Batislam, Denizel, Filiztekin 2007) one may be gone after the first time too where <paramref name="afterFirst"/> says so.
    /// </summary>
    public double Alive(Engagements seen, bool afterFirst = false) =>
        1 / (1 + Math.Exp(LogOddsGone(seen.Again, seen.Last, seen.Watched, afterFirst)));

    /// <summary>For how long after the first engagement a contact that stays silent is alive with at least this probability; infinite where always.</summary>
    public double AliveUntil(Engagements seen, double probability)
    {
        if (probability is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability lies between 0 and 1.");
        }

        var log = Math.Log((1 - probability) / probability) - Math.Log(A / DropOuts(seen.Again, afterFirst: true));
        return Math.Max(seen.Last, ((Alpha + seen.Last) * Math.Exp(log / (R + seen.Again))) - Alpha);
    }

    /// <summary>How often a contact is expected to engage within so many further days (eq. 10, its 2F1 after Euler's transformation).</summary>
    public double Expected(Engagements seen, double days)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        // At A = 1 both halves of the fraction are 0; the limit is smooth.
        var a = Math.Abs(A - 1) < Nudge ? 1 + Nudge : A;
        var z = days / (Alpha + seen.Watched + days);
        var c = a + B + seen.Again - 1;
        var stays = Math.Exp((a - 1) * Math.Log(1 - z)) * Hypergeometric(a - 1, a + B - 1 - R, c, z);
        return Math.Max(0, c / (a - 1) * (1 - stays)) * Alive(seen);
    }

    /// <summary>The log likelihood of what was seen.</summary>
    public double LogLikelihood(IReadOnlyList<Engagements> seen)
    {
        var slope = new double[4];
        return new BgNbdLikelihood(seen).Measure(this, slope);
    }

    private double LogOddsGone(int again, double last, double watched, bool afterFirst) => again == 0 && !afterFirst
        ? double.NegativeInfinity
        : Math.Log(A / DropOuts(again, afterFirst)) + ((R + again) * Math.Log((Alpha + watched) / (Alpha + last)));

    private double DropOuts(int again, bool afterFirst) => again == 0 && afterFirst ? B : B + again - 1;

    private static double Hypergeometric(double a, double b, double c, double z)
    {
        var (sum, term) = (1.0, 1.0);
        for (var n = 0; n < MostTerms && Math.Abs(term) > Negligible * Math.Abs(sum); n++)
        {
            term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z;
            sum += term;
        }

        return sum;
    }
}
