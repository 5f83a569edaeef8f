using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Learning.Tests;

public sealed class ThompsonPolicyTests
{
    private static readonly ThompsonPolicy Policy = new(Spread: 1, Floor: 0, Draws: 20_000);
    private static readonly double[] OneOutcome = [1.0];

    [Fact]
    public void Its_probabilities_agree_with_the_exact_sum_for_two_beta_posteriors()
    {
        // Miller's closed form for P(Beta(20,481) > Beta(13,488)), reference results section 2.4.
        var forecast = Policy.Weigh([[new(20, 481)], [new(13, 488)]], OneOutcome, seed: 7);

        Assert.Equal(0.89606, forecast.Probabilities[0], tolerance: 0.01);
    }

    [Fact]
    public void The_same_seed_gives_the_same_vector_to_the_last_bit()
    {
        IReadOnlyList<BetaPosterior>[] actions = [[new(3, 90)], [new(5, 90)], [new(1, 30)]];

        Assert.Equal(Policy.Weigh(actions, OneOutcome, 42).Probabilities, Policy.Weigh(actions, OneOutcome, 42).Probabilities);
        Assert.NotEqual(Policy.Weigh(actions, OneOutcome, 42).Probabilities, Policy.Weigh(actions, OneOutcome, 43).Probabilities);
    }

    [Fact]
    public void Equal_actions_are_equally_likely_and_the_vector_sums_to_one()
    {
        var forecast = Policy.Weigh([[new(3, 90)], [new(3, 90)], [new(3, 90)]], OneOutcome, seed: 1);

        Assert.All(forecast.Probabilities, p => Assert.Equal(1.0 / 3, p, tolerance: 0.02));
        Assert.Equal(1, forecast.Probabilities.Sum(), tolerance: 1e-12);
    }

    [Fact]
    public void No_action_falls_below_its_floor()
    {
        var forecast = (Policy with { Floor = 0.05 }).Weigh([[new(1, 1000)], [new(900, 100)]], OneOutcome, seed: 1);

        Assert.Equal(0.025, forecast.Probabilities[0], tolerance: 1e-12);
    }

    [Fact]
    public void A_smaller_spread_leans_more_towards_the_better_mean()
    {
        IReadOnlyList<BetaPosterior>[] actions = [[new(20, 481)], [new(13, 488)]];

        var wide = Policy.Weigh(actions, OneOutcome, seed: 3).Probabilities[0];
        var narrow = (Policy with { Spread = 0.5 }).Weigh(actions, OneOutcome, seed: 3).Probabilities[0];

        Assert.True(narrow > wide + 0.05, $"{narrow} is not clearly above {wide}");
    }

    [Fact]
    public void An_outcome_with_a_negative_weight_counts_against_an_action()
    {
        var forecast = Policy.Weigh([[new(50, 950), new(1, 999)], [new(50, 950), new(60, 940)]], [1.0, -2.0], seed: 5);

        Assert.True(forecast.Probabilities[0] > 0.99);
        Assert.True(forecast.Means[0] > forecast.Means[1]);
    }
}
