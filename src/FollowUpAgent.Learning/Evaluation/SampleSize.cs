using MathNet.Numerics.Distributions;

namespace FollowUpAgent.Learning.Evaluation;

/// <summary>How many contacts a comparison of two rates needs, planned for one look.</summary>
public static class SampleSize
{
    /// <summary>Contacts per group.</summary>
    /// <param name="rate">Of the one group.</param>
    /// <param name="relative">How much more the other has, as a share of it; not 0.</param>
    /// <param name="power">The chance to see it.</param>
    /// <param name="alpha">The chance to see it where it is not.</param>
    public static long PerGroup(double rate, double relative, double power = 0.8, double alpha = 0.05)
    {
        var other = rate * (1 + relative);
        if (rate is not (> 0 and < 1) || other is not (> 0 and < 1) || other == rate)
        {
            throw new ArgumentOutOfRangeException(nameof(relative), relative, "Both rates lie between 0 and 1, and differ.");
        }

        var z = Normal.InvCDF(0, 1, 1 - (alpha / 2)) + Normal.InvCDF(0, 1, power);
        return (long)Math.Ceiling(z * z * ((rate * (1 - rate)) + (other * (1 - other))) / ((other - rate) * (other - rate)));
    }
}
