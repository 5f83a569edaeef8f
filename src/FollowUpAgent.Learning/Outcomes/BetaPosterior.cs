using MathNet.Numerics.Distributions;

namespace FollowUpAgent.Learning.Outcomes;

/// <summary>What is known about a rate: a Beta distribution. Immutable.</summary>
/// <param name="Alpha">Pseudo-count of successes, above 0.</param>
/// <param name="Beta">Pseudo-count of failures, above 0.</param>
public readonly record struct BetaPosterior(double Alpha, double Beta)
{
    /// <summary>The expected rate.</summary>
    public double Mean => Alpha / (Alpha + Beta);

    /// <summary>The standard deviation of the rate.</summary>
    public double StandardDeviation => Math.Sqrt(Alpha * Beta / (Alpha + Beta + 1)) / (Alpha + Beta);

    /// <summary>A prior with this mean that weighs as much as <paramref name="strength"/> observations.</summary>
    /// <param name="mean">Above 0 and below 1.</param>
    /// <param name="strength">Above 0, in observations.</param>
    public static BetaPosterior Prior(double mean, double strength)
    {
        if (mean is not (> 0 and < 1) || !(strength > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(mean), $"A prior needs a mean between 0 and 1 and a strength above 0; got {mean} and {strength}.");
        }

        return new BetaPosterior(mean * strength, (1 - mean) * strength);
    }

    /// <summary>What is known after further observations.</summary>
    /// <param name="trials">How many; may be fractional where negatives are weighted by exposure.</param>
    /// <param name="successes">How many of them succeeded; at most <paramref name="trials"/>.</param>
    public BetaPosterior After(double trials, double successes)
    {
        if (!(trials >= successes && successes >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(successes), $"{successes} successes of {trials} trials cannot be.");
        }

        return new BetaPosterior(Alpha + successes, Beta + trials - successes);
    }


    /// <summary>A draw of the rate: a ratio of two Gamma draws (Marsaglia and Tsang 2000, by way of MathNet.Numerics).</summary>
    internal double Draw(Random source)
    {
        var success = Gamma.Sample(source, Alpha, 1);
        var failure = Gamma.Sample(source, Beta, 1);
        // Tiny shapes can underflow to 0/0; the mean is then the honest middle.
        return success + failure > 0 ? success / (success + failure) : Mean;
    }
}
