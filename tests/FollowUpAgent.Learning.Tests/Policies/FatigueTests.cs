using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Learning.Tests.Policies;

public sealed class FatigueTests
{
    private const string Slot = "d0-morning";
    private static readonly Variant[] Both = [SampleLog.Plain, SampleLog.Asking];
    private static readonly TwoStagePolicy Policy = new([new WeightedOutcome(SampleLog.Outcome, 1, SampleLog.Rate)], Spread: 0.5, Floor: 0, Draws: 20_000);
    private static readonly FittedRecipe Recipe = new SampleLog().Add(SampleLog.Plain, 800, 60).Add(SampleLog.Asking, 800, 57).Add(null, 400, 8).Recipe();

    [Fact]
    public void A_text_tires_by_a_fifth_of_a_logit_that_halves_in_fifteen_days_and_adds_up()
    {
        Assert.Equal([0.2, 0.1, 0.05, 0], new[] { 0, 15, 30, 90 }.Select(days => Fatigue.Default.Of([TimeSpan.FromDays(days)])));
        Assert.Equal(0.3, Fatigue.Default.Of([TimeSpan.Zero, TimeSpan.FromDays(15)]));
        Assert.Equal(0, Fatigue.Default.Of([]));
        Assert.Equal(0.2, Fatigue.Default.Of([TimeSpan.FromDays(-1)]));
    }

    [Fact]
    public void A_tired_text_is_expected_to_do_worse_by_exactly_that_and_is_chosen_less()
    {
        var fresh = Policy.Which(Recipe, SampleLog.Situation(), Slot, Both);
        var tired = Policy.Which(Recipe, SampleLog.Situation(), Slot, Both, [0.2, 0]);

        Assert.Equal(fresh.Means[1], tired.Means[1]);
        // At rates this small odds and rates fall alike, but for what is left of the certain.
        Assert.Equal(Math.Exp(-0.2), tired.Means[0] / fresh.Means[0], 0.02);
        Assert.True(tired.Probabilities[0] < fresh.Probabilities[0] - 0.1, $"{tired.Probabilities[0]} after {fresh.Probabilities[0]}");
    }

    [Fact]
    public void What_is_bad_does_not_get_better_by_being_repeated()
    {
        var policy = Policy with { Outcomes = [new WeightedOutcome(SampleLog.Outcome, -1, SampleLog.Rate)] };

        Assert.Equal(
            policy.Which(Recipe, SampleLog.Situation(), Slot, Both).Means, policy.Which(Recipe, SampleLog.Situation(), Slot, Both, [0.2, 0.2]).Means);
    }

    [Fact]
    public void A_contact_that_is_tired_of_everything_is_rather_left_alone_and_a_skip_does_not_tire()
    {
        var fresh = Policy.When(Recipe, SampleLog.Situation(), [Slot], Both, withSkip: true);
        var tired = Policy.When(Recipe, SampleLog.Situation(), [Slot], Both, withSkip: true, [1.5, 1.5]);

        Assert.Equal(fresh.Means[^1], tired.Means[^1]);
        Assert.True(tired.Probabilities[^1] > fresh.Probabilities[^1], $"{tired.Probabilities[^1]} after {fresh.Probabilities[^1]}");
    }
}
