using FollowUpAgent.Learning.Evaluation;

namespace FollowUpAgent.Learning.Tests.Evaluation;

public sealed class OffPolicyEvaluationTests
{
    private static readonly EvaluationSettings Two = new(Seeds: 2, Floor: 0.05);

    [Fact]
    public void A_single_action_is_worth_what_it_earned_in_all_of_the_log()
    {
        var log = InventedLog.Plain.Rows(4_000);

        var value = Judge(log, Two, "fixed:mail 1").Values[0];

        Assert.Equal(log.Means()[1].Mean, value.Value, 1e-12);
        Assert.InRange(value.Value, value.Low, value.High);
        Assert.InRange(value.Robust!.Value, value.Low, value.High);
    }

    [Fact]
    public void What_was_learned_by_context_is_better_than_the_best_single_action_and_the_verdict_says_so()
    {
        var values = Judge(InventedLog.Strong.Rows(8_000), Two, "default", "fixed:mail 2");

        Assert.Equal(Verdict.Better, Verdicts.Of(values.Leads[0], values.Values[1].Value, values.Preconditions));
        // 0.3 for the kind's own mail, 0.05 for the others, a twentieth of all choices at random.
        Assert.InRange(values.Values[0].Robust!.Value, 0.26, 0.31);
    }

    [Fact]
    public void A_log_too_small_for_its_rewards_gives_no_verdict()
    {
        var values = Judge(InventedLog.Plain.Rows(300), Two, "default", "fixed:mail 0");

        Assert.False(values.Preconditions!.IsEnough);
        Assert.Equal(Verdict.NotEnoughEvidence, Verdicts.Of(values.Leads[0], values.Values[1].Value, values.Preconditions));
    }

    [Fact]
    public void A_log_whose_actions_were_not_drawn_as_it_says_gives_no_verdict()
    {
        var log = InventedLog.Plain.Rows(9_000);
        var wrong = log with { Propensities = [.. log.Chosen.Select(a => a == 0 ? 0.6 : 0.2)] };

        Assert.True(Judge(log, Two, "default").Preconditions!.IsSound);
        Assert.False(Judge(wrong, Two, "default").Preconditions!.IsSound);
    }

    [Fact]
    public void Of_several_splits_the_one_with_the_least_evidence_counts()
    {
        var log = InventedLog.Plain.Rows(1_000);

        var evidence = Enumerable.Range(1, 6).Select(seeds => Judge(log, Two with { Seeds = seeds }, "contextual").Preconditions!.Evidence).ToList();

        Assert.Equal(evidence.OrderDescending(), evidence);
        Assert.True(evidence[^1] < evidence[0], string.Join(' ', evidence));
    }

    [Fact]
    public void A_policy_that_is_the_same_in_every_split_is_judged_by_the_same_design()
    {
        var log = InventedLog.Plain.Rows(1_000);

        var (one, six) = (Judge(log, Two with { Seeds = 1 }, "fixed:mail 1").Preconditions!, Judge(log, Two with { Seeds = 6 }, "fixed:mail 1").Preconditions!);

        Assert.Equal(one.Evidence, six.Evidence, 1e-9);
        Assert.Equal(one.MeanWeightDistance, six.MeanWeightDistance, 1e-9);
    }

    [Fact]
    public void In_the_order_of_time_only_the_second_half_is_judged()
    {
        var log = InventedLog.Plain.Rows(4_001);

        var value = Judge(log, Two with { IsTemporal = true }, "fixed:mail 1").Values[0];

        var later = Enumerable.Range(2_000, 2_001).Where(row => log.Chosen[row] == 1).Average(row => log.Rewards[row]);
        Assert.Equal(later, value.Value, 1e-12);
        Assert.Single(value.Seeds);
    }

    private static PolicyValues Judge(LoggedDecisions log, EvaluationSettings settings, params string[] policies) => OffPolicyEvaluation.Run(
        new PolicyQuestion(log, [.. policies.Select(p => PolicyName.Parse(p, log.Actions))], settings), null, CancellationToken.None);
}
