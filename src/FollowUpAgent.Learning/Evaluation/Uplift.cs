using MathNet.Numerics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.RootFinding;

namespace FollowUpAgent.Learning.Evaluation;

/// <summary>
/// What one group brings more than another, with an interval that stays valid however often one looks. Groups are drawn, so that without
/// an effect each success falls into the treatment with the share of its members, whatever the rate: the bet against that share (a beta
/// mixture) is exact from the first success on, where normal intervals of rare successes are not. Rewards that differ in size count as
/// their effective number. Pure.
/// </summary>
/// <param name="Difference">Per member.</param>
/// <param name="Low">Where the interval of the difference begins.</param>
/// <param name="High">Where it ends.</param>
/// <param name="Relative">The difference as a share of what the other group brings; not finite where that is 0.</param>
/// <param name="RelativeLow">Where its interval begins.</param>
/// <param name="RelativeHigh">Where it ends; infinite while the other group brought too little.</param>
/// <param name="StandardError">Of the difference, for one look.</param>
/// <param name="SmallestKnowable">The smallest relative effect that would be seen by now in four of five cases; infinite while none would.</param>
public sealed record Uplift(
    double Difference, double Low, double High, double Relative, double RelativeLow, double RelativeHigh, double StandardError, double SmallestKnowable)
{
    /// <summary>The chance that the truth is ever outside the interval.</summary>
    public const double Alpha = 0.05;

    private const double Power = 0.8;

    // A bet that pays best after some hundred successes, for effects between a fifth and one half.
    private const double Concentration = 50;
    private const double Farthest = 1e6;

    /// <summary>Whether there is an effect, up or down.</summary>
    public bool IsDeclared => Low > 0 || High < 0;

    /// <summary>Weighs two groups.</summary>
    /// <param name="treatment">The one.</param>
    /// <param name="control">The other.</param>
    public static Uplift Between(GroupTally treatment, GroupTally control)
    {
        ArgumentNullException.ThrowIfNull(treatment);
        ArgumentNullException.ThrowIfNull(control);
        if (!double.IsFinite(treatment.SumOfSquares + treatment.Sum + control.SumOfSquares + control.Sum))
        {
            throw new ArgumentException("What a group brought is a finite number.", nameof(treatment));
        }

        if (treatment.Members == 0 || control.Members == 0)
        {
            return new Uplift(0, double.NegativeInfinity, double.PositiveInfinity, double.NaN, -1, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity);
        }

        var isRate = treatment.Sum >= 0 && control.Sum >= 0 && treatment.Sum + control.Sum > 0;
        return isRate ? ByShares(treatment, control) : ByMeans(treatment, control);
    }

    private static Uplift ByShares(GroupTally treatment, GroupTally control)
    {
        var (sum, squares) = (treatment.Sum + control.Sum, treatment.SumOfSquares + control.SumOfSquares);
        var scale = sum / squares;
        var (mine, theirs) = (treatment.Sum * scale, control.Sum * scale);
        var odds = (double)treatment.Members / control.Members;
        var centre = Math.Clamp(treatment.Sum * control.Members / Math.Max(control.Sum * treatment.Members, double.Epsilon), 1 / Farthest, Farthest);
        var limit = -Math.Log(Alpha);
        var low = Edge(r => LogBet(mine, theirs, odds * r) - limit, centre, 1 / Farthest);
        var high = Edge(r => LogBet(mine, theirs, odds * r) - limit, centre, Farthest);
        var error = ErrorOf(treatment, control);
        var relative = control.Sum > 0 ? (treatment.Mean / control.Mean) - 1 : double.PositiveInfinity;
        return new Uplift(
            treatment.Mean - control.Mean,
            DifferenceAt(low),
            DifferenceAt(high),
            relative,
            low - 1,
            high >= Farthest ? double.PositiveInfinity : high - 1,
            error,
            Smallest(mine + theirs, odds, limit));

        // What a ratio of the means amounts to, given what both groups brought together.
        double DifferenceAt(double ratio) => (ratio - 1) * sum / (control.Members + (ratio * treatment.Members));
    }

    private static Uplift ByMeans(GroupTally treatment, GroupTally control)
    {
        var (difference, error) = (treatment.Mean - control.Mean, ErrorOf(treatment, control));
        var members = Math.Min(treatment.Members, control.Members);
        var half = error > 0 ? ConfidenceSequence.HalfWidth(error, members, 1000, Alpha) : double.PositiveInfinity;
        var unit = Math.Abs(control.Mean);
        var knowable = (half + (error * Normal.InvCDF(0, 1, Power))) / unit;
        return new Uplift(
            difference, difference - half, difference + half, difference / unit, (difference - half) / unit, (difference + half) / unit, error, knowable);
    }

    // The logarithm of what a bet of 1 has become by the successes, were the ratio of their odds to the members' this one. A bet on a
    // truth is worth 1 on average at any time, and so ever worth 1 / alpha with chance alpha at most (Ville).
    private static double LogBet(double mine, double theirs, double odds)
    {
        var share = odds / (1 + odds);
        var (a, b) = (Concentration * share, Concentration * (1 - share));
        return SpecialFunctions.BetaLn(a + mine, b + theirs) - SpecialFunctions.BetaLn(a, b) - (mine * Math.Log(share)) - (theirs * Math.Log(1 - share));
    }

    // The bet grows with the distance from the centre, on a scale of ratios.
    private static double Edge(Func<double, double> above, double centre, double farthest)
    {
        if (above(farthest) <= 0)
        {
            return farthest;
        }

        var (inside, outside) = (Math.Log(centre), Math.Log(farthest));
        return Math.Exp(Brent.FindRoot(x => above(Math.Exp(x)), Math.Min(inside, outside), Math.Max(inside, outside), 1e-9, 200));
    }

    // The ratio at which the share of these successes has a fifth of its chance below what would be declared.
    private static double Smallest(double successes, double odds, double limit)
    {
        var share = odds / (1 + odds);
        if (LogBet(successes, 0, odds) <= limit)
        {
            return double.PositiveInfinity;
        }

        var declared = Brent.FindRoot(p => LogBet(p * successes, (1 - p) * successes, odds) - limit, share, 1, 1e-9, 200);
        var z = Normal.InvCDF(0, 1, Power);
        var seen = Brent.FindRoot(p => p - declared - (z * Math.Sqrt(p * (1 - p) / successes)), declared, 1, 1e-9, 200);
        return seen >= 1 - 1e-9 ? double.PositiveInfinity : (seen / (1 - seen) / odds) - 1;
    }

    private static double ErrorOf(GroupTally one, GroupTally other) => Math.Sqrt((one.Variance / one.Members) + (other.Variance / other.Members));
}
