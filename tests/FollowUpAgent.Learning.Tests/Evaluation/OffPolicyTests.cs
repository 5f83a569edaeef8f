using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Learning.Tests.Evaluation;

public sealed class OffPolicyTests
{
    [Fact]
    public void With_equal_weights_the_value_is_the_mean_and_the_error_the_textbooks()
    {
        double[] rewards = [1, 0, 0, 1, 0, 0, 0, 1, 0, 0];

        var estimate = OffPolicy.Snips(Ones(10), rewards);

        Assert.Equal(0.3, estimate.Value, 1e-12);
        Assert.Equal(Math.Sqrt(0.3 * 0.7 / 9), estimate.StandardError, 1e-12);
        Assert.Equal((10, 1, 1, 10L), (estimate.EffectiveSample, estimate.MeanWeight, estimate.MaxWeight, estimate.N));
    }

    [Fact]
    public void Weights_make_the_sample_of_the_policy_that_is_asked_about()
    {
        double[] weights = [4, 0.5, 0.5, 4];
        double[] rewards = [1, 0, 1, 0];

        var estimate = OffPolicy.Snips(weights, rewards);

        Assert.Equal(0.5, estimate.Value, 1e-12);
        Assert.Equal(81 / 32.5, estimate.EffectiveSample, 1e-12);
        Assert.Equal(2.25, estimate.MeanWeight, 1e-12);
        Assert.Equal(4, estimate.MaxWeight);
    }

    [Fact]
    public void The_interval_of_many_binary_rewards_is_that_of_the_binomial_likelihood()
    {
        // The 95 % limit of chi² with one degree of freedom is 3.841.
        var rewards = Ones(1000);
        rewards.AsSpan(100).Clear();

        var estimate = OffPolicy.Snips(Ones(1000), rewards);

        Assert.Equal(3.841, Deviance(100, 1000, estimate.Low), 0.01);
        Assert.Equal(3.841, Deviance(100, 1000, estimate.High), 0.01);
        Assert.True(estimate.High - estimate.Value > estimate.Value - estimate.Low);
    }

    [Fact]
    public void Rows_that_are_written_twice_say_no_more_once_they_are_clustered()
    {
        var (weights, rewards) = Log(2000, 0.1);
        double[] twiceWeights = [.. weights, .. weights];
        double[] twiceRewards = [.. rewards, .. rewards];
        int[] clusters = [.. Enumerable.Range(0, 2000), .. Enumerable.Range(0, 2000)];

        var (once, naive) = (OffPolicy.Snips(weights, rewards), OffPolicy.Snips(twiceWeights, twiceRewards));
        var clustered = OffPolicy.Snips(twiceWeights, twiceRewards, clusters);

        Assert.Equal(once.StandardError, clustered.StandardError, 1e-6);
        Assert.Equal(once.Low, clustered.Low, 1e-5);
        Assert.Equal(once.High, clustered.High, 1e-5);
        Assert.True(naive.StandardError < 0.75 * clustered.StandardError);
    }

    [Fact]
    public void A_doubly_robust_estimate_is_right_where_either_half_is()
    {
        // Contacts of two kinds, logged at .8/.2; the policy always takes the second action, which earns .6 and .2.
        var (wrongModel, wrongWeights) = (0.0, 0.0);
        for (var run = 0; run < 20; run++)
        {
            var chance = new SeededUniforms(run);
            const int Rows = 4000;
            var (weights, flat, rewards) = (new double[Rows], Ones(Rows), new double[Rows]);
            var (right, policy, none) = (new double[Rows], new double[Rows], new double[Rows]);
            for (var i = 0; i < Rows; i++)
            {
                var (kind, second) = (i % 2, chance.Next() < 0.2);
                policy[i] = kind == 0 ? 0.6 : 0.2;
                right[i] = second ? policy[i] : 0.4;
                weights[i] = second ? 5 : 0;
                rewards[i] = chance.Next() < right[i] ? 1 : 0;
            }

            wrongModel += OffPolicy.DoublyRobust(weights, rewards, none, none).Value / 20;
            wrongWeights += OffPolicy.DoublyRobust(flat, rewards, right, policy).Value / 20;
        }

        Assert.Equal(0.4, wrongModel, 0.01);
        Assert.Equal(0.4, wrongWeights, 0.01);
    }

    [Fact]
    public void A_policy_does_not_differ_from_itself()
    {
        var (weights, rewards) = Log(500, 0.2);

        var difference = OffPolicy.Difference(weights, weights, rewards);

        Assert.Equal((0, 0, 0, 0), (difference.Value, difference.StandardError, difference.Low, difference.High));
    }

    [Fact]
    public void A_paired_difference_is_that_of_the_values_and_narrower_than_unpaired()
    {
        var (weights, rewards) = Log(3000, 0.2);
        double[] others = [.. weights.Select(w => (0.8 * w) + 0.2)];

        var difference = OffPolicy.Difference(weights, others, rewards);

        var (one, other) = (OffPolicy.Snips(weights, rewards), OffPolicy.Snips(others, rewards));
        Assert.Equal(one.Value - other.Value, difference.Value, 1e-12);
        Assert.True(difference.StandardError < 0.5 * Math.Sqrt((one.StandardError * one.StandardError) + (other.StandardError * other.StandardError)));
        Assert.InRange(difference.Value, difference.Low, difference.High);
    }

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(1, double.PositiveInfinity)]
    [InlineData(-1, 1)]
    [InlineData(0, 1)]
    public void What_is_no_weight_or_no_reward_is_refused(double weight, double reward) =>
        Assert.Throws<ArgumentException>(() => OffPolicy.Snips([weight], [reward]));

    [Fact]
    public void A_log_without_any_reward_ends_in_a_value_of_nothing_and_not_in_a_number_that_is_none()
    {
        var estimate = OffPolicy.Snips(Ones(50), new double[50]);

        Assert.Equal((0, 0, 0), (estimate.Value, estimate.Low, estimate.StandardError));
        Assert.True(double.IsFinite(estimate.High));
    }

    internal static double[] Ones(int count)
    {
        var ones = new double[count];
        Array.Fill(ones, 1);
        return ones;
    }

    private static double Deviance(double happened, double of, double rate) =>
        2 * ((happened * Math.Log(happened / of / rate)) + ((of - happened) * Math.Log((1 - (happened / of)) / (1 - rate))));

    private static (double[] Weights, double[] Rewards) Log(int rows, double rate)
    {
        var chance = new SeededUniforms(rows);
        var (weights, rewards) = (new double[rows], new double[rows]);
        for (var i = 0; i < rows; i++)
        {
            weights[i] = chance.Next() < 0.5 ? 1.5 : 0.5;
            rewards[i] = chance.Next() < rate ? 1 : 0;
        }

        return (weights, rewards);
    }
}
