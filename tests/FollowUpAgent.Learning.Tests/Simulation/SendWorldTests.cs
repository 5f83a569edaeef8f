using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Learning.Simulation;

namespace FollowUpAgent.Learning.Tests.Simulation;

public sealed class SendWorldTests
{
    [Fact]
    public void Without_effect_every_policy_is_worth_the_same()
    {
        var world = SendWorld.WithoutEffect(0.03);

        Assert.Equal(0.03, world.ValueOf(5, _ => Propensities.Certain(4, 1)), 1e-12);
        Assert.Equal(0.03, world.ValueOf(300, _ => Propensities.Uniform(4)), 1e-12);
    }

    [Fact]
    public void The_same_seed_is_the_same_world_and_another_one_another()
    {
        Assert.Equal(SendWorld.Static(1, 0.03).RateOf(3, 2, 1), SendWorld.Static(1, 0.03).RateOf(3, 2, 1));
        Assert.NotEqual(SendWorld.Static(1, 0.03).RateOf(3, 2, 1), SendWorld.Static(2, 0.03).RateOf(3, 2, 1));
    }

    [Fact]
    public void A_static_world_stands_a_drifting_one_moves_and_a_breaking_one_breaks()
    {
        var (still, moving) = (SendWorld.Static(1, 0.03), SendWorld.Drifting(1, 0.03));
        var breaking = SendWorld.Breaking(1, 0.03, day: 100);
        var best = breaking.BestFor(0, 0);

        Assert.Equal(still.RateOf(0, 1, 2), still.RateOf(364, 1, 2));
        Assert.NotEqual(moving.RateOf(0, 1, 2), moving.RateOf(364, 1, 2));
        Assert.Equal(moving.RateOf(0, 1, 2), still.RateOf(0, 1, 2), 0.02);
        Assert.Equal(Logit.Of(breaking.RateOf(99, 0, best)) - 1, Logit.Of(breaking.RateOf(100, 0, best)), 1e-9);
    }

    [Fact]
    public void Seasons_move_everybody_and_not_what_is_best()
    {
        var world = SendWorld.Seasonal(1, 0.03);

        Assert.True(world.RateOf(5, 0, 0) < world.RateOf(4, 0, 0));
        Assert.True(world.RateOf(91, 0, 0) < world.RateOf(273, 0, 0));
        Assert.All(Enumerable.Range(0, 365), day => Assert.Equal(world.BestFor(0, 0), world.BestFor(day, 0)));
    }

    [Fact]
    public void Where_context_is_strong_no_single_action_comes_near_to_knowing_it()
    {
        var world = SendWorld.WithStrongContext(0.03);

        var knowing = world.ValueOf(0, kind => Propensities.Certain(4, world.BestFor(0, kind)));

        Assert.All(Enumerable.Range(0, 4), action => Assert.True(world.ValueOf(0, _ => Propensities.Certain(4, action)) < 0.6 * knowing));
    }

    [Fact]
    public void A_late_action_is_not_there_before_its_day_and_answers_take_their_time()
    {
        var (world, chance) = (SendWorld.Delayed(), new SeededUniforms(1));
        var delays = Enumerable.Range(0, 100_000).Select(_ => world.AnswerTo(chance, 40, 0, 5)).OfType<double>().ToList();

        Assert.False(world.Has(29, 5));
        Assert.True(world.Has(30, 5));
        Assert.NotEqual(5, world.BestFor(29, 0));
        Assert.Equal(5, world.BestFor(30, 0));
        Assert.Equal(3, delays.Average(), 0.2);
        Assert.Equal(0.042, delays.Count / 100_000.0, 0.002);
    }
}
