using FollowUpAgent.Learning.Evaluation;

namespace FollowUpAgent.Learning.Tests.Evaluation;

public sealed class ReplayTests
{
    private static readonly EvaluationSettings Four = new(Seeds: 4, Floor: 0);

    [Fact]
    public void A_single_action_earns_what_it_earned_in_the_log()
    {
        var log = InventedLog.Plain.Rows(6_000);
        var values = Replay(log, Four, "fixed:mail 1");

        var value = Assert.Single(values.Values);
        Assert.Equal(log.Means()[1].Mean, value.Value, 1e-12);
        Assert.Equal(log.Means()[1].N, value.N);
        Assert.Equal(Math.Sqrt(value.Value * (1 - value.Value) / value.N), value.StandardError, 1e-4);
    }

    [Fact]
    public void Uniform_earns_the_mean_of_the_actions_also_where_the_log_preferred_one()
    {
        var log = new InventedLog([0.8, 0.1, 0.1], (_, action) => action == 0 ? 0.05 : 0.3).Rows(40_000);

        var value = Replay(log, Four, "uniform").Values[0];

        var mean = log.Means().Average(m => m.Mean);
        Assert.InRange(value.Value, mean - (3 * value.StandardError), mean + (3 * value.StandardError));
        Assert.InRange(value.N, 0.25 * log.Count * 0.9 / 2.5, 0.25 * log.Count * 1.3);
    }

    [Fact]
    public void Where_people_do_not_differ_the_default_chooses_as_the_context_free_class_does()
    {
        var values = Replay(InventedLog.Plain.Rows(12_000), Four, "default", "context-free", "uniform");

        Assert.Equal(values.Values[1].Seeds, values.Values[0].Seeds);
        Assert.True(values.Values[0].Value > values.Values[2].Value);
    }

    [Fact]
    public void Where_people_differ_the_default_reaches_what_the_contextual_class_reaches()
    {
        var values = Replay(InventedLog.Strong.Rows(24_000), Four, "default", "contextual", "context-free");

        var (own, contextual, free) = (values.Values[0].Value, values.Values[1].Value, values.Values[2].Value);
        Assert.True(own >= 0.95 * contextual, $"{own:0.0000} against {contextual:0.0000}");
        Assert.True(own > 1.5 * free, $"{own:0.0000} against {free:0.0000}");
    }

    [Fact]
    public void Most_of_the_best_actions_gain_is_reached_while_learning()
    {
        var log = InventedLog.Plain.Rows(60_000);

        var values = Replay(log, Four, "default", "uniform", "fixed:mail 1");

        var (own, uniform, best) = (values.Values[0].Value, values.Values[1].Value, values.Values[2].Value);
        Assert.True(own - uniform >= 0.9 * (best - uniform), $"{own:0.0000} between {uniform:0.0000} and {best:0.0000}");
    }

    [Fact]
    public void The_same_seeds_give_the_same_values()
    {
        var log = InventedLog.Strong.Rows(4_000);

        Assert.Equal(Replay(log, Four, "default").Values[0].Seeds, Replay(log, Four, "default").Values[0].Seeds);
    }

    [Fact]
    public void Rewards_that_come_later_teach_later()
    {
        var log = InventedLog.Strong.Rows(12_000);

        var (now, later) = (Replay(log, Four, "default").Values[0], Replay(log, Four with { Delay = 8 }, "default").Values[0]);

        Assert.True(now.Value > later.Value + 0.01, $"{now.Value:0.000} now, {later.Value:0.000} later");
    }

    [Fact]
    public void A_floor_costs_and_a_policy_that_does_not_learn_pays_none()
    {
        var log = InventedLog.Plain.Rows(20_000);

        var without = Replay(log, Four, "default", "fixed:mail 1");
        var with = Replay(log, Four with { Floor = 0.5 }, "default", "fixed:mail 1");

        Assert.True(with.Values[0].Value < without.Values[0].Value - 0.01);
        Assert.Equal(without.Values[1].Seeds, with.Values[1].Seeds);
    }

    [Fact]
    public void Rewards_of_any_size_are_valued_in_their_own_unit()
    {
        var plain = InventedLog.Plain.Rows(12_000);
        var euros = plain with { Rewards = [.. plain.Rewards.Select(r => (r * 40) - 3)] };

        var (shares, values) = (Replay(plain, Four, "default").Values[0], Replay(euros, Four, "default").Values[0]);

        Assert.Equal((shares.Value * 40) - 3, values.Value, 1e-9);
        Assert.Equal(shares.StandardError * 40, values.StandardError, 1e-9);
    }

    private static PolicyValues Replay(LoggedDecisions log, EvaluationSettings settings, params string[] policies) => ReplayEvaluation.Run(
        new PolicyQuestion(log, [.. policies.Select(p => PolicyName.Parse(p, log.Actions))], settings), null, CancellationToken.None);
}
