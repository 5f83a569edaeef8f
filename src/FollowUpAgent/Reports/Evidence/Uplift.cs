using FollowUpAgent.Learning.Evaluation;

namespace FollowUpAgent.Reports.Evidence;

/// <summary>What the agent adds to the reward per contact over another group, and whether the numbers carry a verdict.</summary>
/// <param name="Against">The group it is compared with.</param>
/// <param name="Difference">Reward per contact of treatment less that of the other group.</param>
/// <param name="Interval">95 % by Welch, for one look; null where it cannot be said.</param>
/// <param name="AlwaysValid">95 % however often one looks; the verdict goes by it.</param>
/// <param name="Verdict">In a word.</param>
/// <param name="MoreContacts">About how many more contacts it would take to tell a difference of this size; null where it is told, or cannot be said.</param>
/// <param name="SmallestKnowable">The smallest difference that would be told by now in four of five cases; null where that cannot be said.</param>
internal sealed record Uplift(
    string Against, double Difference, Interval? Interval, Interval? AlwaysValid, Verdict Verdict, long? MoreContacts, double? SmallestKnowable)
{
    private const int LeastContacts = 30;
    private const int LeastRewarded = 10;
    private const int FewRewarded = 5;
    private const double Level = 0.05;
    private const double TunedTo = 2000;

    // A worsening of up to a tenth of the other group's reward is what "not worse" leaves open.
    private const double Margin = 0.1;

    // Looking for 80 % power, not for an interval that just touches 0.
    private const double PowerFactor = (NormalInterval.StandardErrors + PowerQuantile) / NormalInterval.StandardErrors;
    private const double PowerQuantile = 0.841621;
    private const double MostFactor = 1e6;

    /// <summary>Compares two groups; each contact counts once, in the group it was allotted to, whatever it got.</summary>
    public static Uplift Of(string against, Moments treatment, Moments other)
    {
        var difference = treatment.Mean - other.Mean;
        if (VarianceOf(treatment, other) is not { } variance)
        {
            return new Uplift(against, difference, null, null, Verdict.NotEnough, null, null);
        }

        var half = AlwaysValidHalf(variance.Sum, treatment.Clusters + other.Clusters);
        var always = Evidence.Interval.Around(difference, half);
        var verdict = VerdictOf(treatment, other, always);
        return new Uplift(
            against,
            difference,
            Evidence.Interval.Around(difference, Math.Sqrt(variance.Sum) * Moments.Quantile(variance.Freedom)),
            always,
            verdict,
            verdict == Verdict.NotEnough ? More(treatment, other, difference, variance.Sum) : null,
            IsTooSmall(treatment, other) ? null : half + (PowerQuantile * Math.Sqrt(variance.Sum)));
    }

    /// <summary>Half the width of the interval that holds at every look (asymptotic confidence sequence, Waudby-Smith et al. 2021, eq. 1.2).</summary>
    public static double AlwaysValidHalf(double variance, double clusters)
    {
        var rho = ((-2 * Math.Log(Level)) + Math.Log(-2 * Math.Log(Level)) + 1) / TunedTo;
        var grown = (clusters * rho) + 1;
        return Math.Sqrt(variance * clusters) * Math.Sqrt(2 * grown / (clusters * clusters * rho) * Math.Log(Math.Sqrt(grown) / Level));
    }

    private static (double Sum, double Freedom)? VarianceOf(Moments a, Moments b)
    {
        // A group in which hardly anybody earned anything looks surer than it is: it borrows the spread of both.
        var pooled = a + b;
        if (Borrowed(a, pooled) is not { } first || Borrowed(b, pooled) is not { } second || first + second <= 0)
        {
            return null;
        }

        var freedom = (first + second) * (first + second) / ((first * first / (a.Clusters - 1)) + (second * second / (b.Clusters - 1)));
        return (first + second, freedom);
    }

    private static double? Borrowed(Moments group, Moments pooled)
    {
        if (group.SquaredError is not { } own || pooled.SquaredError is not { } both)
        {
            return null;
        }

        return group.Rewarded >= FewRewarded ? own : Math.Max(own, both * pooled.Contacts / group.Contacts);
    }

    private static bool IsTooSmall(Moments a, Moments b) =>
        a.Clusters < LeastContacts || b.Clusters < LeastContacts || a.Rewarded + b.Rewarded < LeastRewarded;

    private static Verdict VerdictOf(Moments treatment, Moments other, Interval always)
    {
        if (IsTooSmall(treatment, other))
        {
            return Verdict.NotEnough;
        }

        if (always.Low > 0)
        {
            return Verdict.Better;
        }

        if (always.High < 0)
        {
            return Verdict.Worse;
        }

        return always.Low > -Margin * Math.Abs(other.Mean) ? Verdict.NotWorse : Verdict.NotEnough;
    }

    private static long? More(Moments a, Moments b, double difference, double variance)
    {
        // A difference near nothing would ask for everybody: a fifth of what the other group earns is worth knowing.
        var size = Math.Max(Math.Abs(difference), 0.2 * Math.Abs(b.Mean));
        var clusters = a.Clusters + b.Clusters;
        if (size <= 0 || !IsEnough(MostFactor))
        {
            return null;
        }

        var (low, high) = (1.0, MostFactor);
        for (var i = 0; i < 60; i++)
        {
            var middle = Math.Sqrt(low * high);
            (low, high) = IsEnough(middle) ? (low, middle) : (middle, high);
        }

        return Math.Max((long)Math.Ceiling((high - 1) * clusters), Missing(a) + Missing(b)) is > 0 and var more ? more : null;

        bool IsEnough(double factor) => AlwaysValidHalf(variance / factor, clusters * factor) * PowerFactor <= size;
        static long Missing(Moments group) => Math.Max(0, LeastContacts - group.Clusters);
    }
}

/// <summary>What the numbers carry.</summary>
internal enum Verdict
{
    /// <summary>The interval is above 0.</summary>
    Better,

    /// <summary>A worsening worth a word is ruled out, an improvement is not shown.</summary>
    NotWorse,

    /// <summary>The interval is below 0.</summary>
    Worse,

    /// <summary>Too few contacts or rewards to say.</summary>
    NotEnough,
}
