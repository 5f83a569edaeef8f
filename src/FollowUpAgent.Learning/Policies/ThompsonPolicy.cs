using FollowUpAgent.Learning.Outcomes;
using MathNet.Numerics.Random;

namespace FollowUpAgent.Learning.Policies;

/// <summary>
/// Thompson sampling over independent actions: each is chosen with the probability that it is the best one, estimated by a fixed number of
/// joint draws from a seed, and floored. The returned vector is the true propensity, because the action is drawn from it.
/// Pure and thread-safe.
/// </summary>
/// <param name="Spread">Scales a draw's distance from the mean; .5 explores less than plain Thompson sampling, which over-explores at mail rates.</param>
/// <param name="Floor">ε of <see cref="Propensities.Floor"/>.</param>
/// <param name="Draws">Joint draws; 1000 keeps the error of a probability under .02.</param>
public sealed record ThompsonPolicy(double Spread, double Floor, int Draws)
{
    /// <summary>Weighs the actions.</summary>
    /// <param name="actions">At least one; each with a posterior per outcome, in the order of <paramref name="weights"/>.</param>
    /// <param name="weights">The value of one event of each outcome.</param>
    /// <param name="seed">Same seed, same vector.</param>
    public StageForecast Weigh(IReadOnlyList<IReadOnlyList<BetaPosterior>> actions, IReadOnlyList<double> weights, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(actions.Count, 1);
        if (actions.FirstOrDefault(a => a.Count != weights.Count) is { } odd)
        {
            throw new ArgumentException($"An action has {odd.Count} posteriors for {weights.Count} outcomes.", nameof(actions));
        }

        var means = actions.Select(a => Value(a, weights, p => p.Mean)).ToArray();
        var deviations = actions.Select(a => Math.Sqrt(Value(a, weights.Select(w => w * w).ToArray(), p => p.StandardDeviation * p.StandardDeviation))).ToArray();
        var wins = CountWins(actions, weights, seed);
        return new StageForecast(means, deviations, Propensities.Floor([.. wins.Select(w => (double)w / Draws)], Floor));
    }

    private int[] CountWins(IReadOnlyList<IReadOnlyList<BetaPosterior>> actions, IReadOnlyList<double> weights, long seed)
    {
        var source = new Xoshiro256StarStar(unchecked((int)(seed ^ (seed >> 32))), threadSafe: false);
        var wins = new int[actions.Count];
        for (var draw = 0; draw < Draws; draw++)
        {
            var best = 0;
            var highest = double.NegativeInfinity;
            for (var k = 0; k < actions.Count; k++)
            {
                var value = Value(actions[k], weights, p => p.Mean + (Spread * (p.Draw(source) - p.Mean)));
                if (value > highest)
                {
                    (best, highest) = (k, value);
                }
            }

            wins[best]++;
        }

        return wins;
    }

    private static double Value(IReadOnlyList<BetaPosterior> outcomes, IReadOnlyList<double> weights, Func<BetaPosterior, double> rate)
    {
        var value = 0.0;
        for (var o = 0; o < weights.Count; o++)
        {
            value += weights[o] * rate(outcomes[o]);
        }

        return value;
    }
}

/// <summary>What a policy expects of the actions of one stage, and how likely it makes each of them.</summary>
/// <param name="Means">Expected value of each action, in the goal's unit.</param>
/// <param name="StandardDeviations">Its uncertainty, in the same unit.</param>
/// <param name="Probabilities">The propensities; sum to 1.</param>
public sealed record StageForecast(IReadOnlyList<double> Means, IReadOnlyList<double> StandardDeviations, IReadOnlyList<double> Probabilities);
