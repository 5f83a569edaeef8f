using FollowUpAgent.Learning.Simulation;

namespace FollowUpAgent.Learning.Tests.Simulation;

public sealed class SimulatorTests
{
    private static readonly SimulationSettings Short = new(Days: 20, PerDay: 100, Variants: 3, Seeds: 2, Rate: 0.1);
    private static readonly SimulatedRecipe Recipe = new(Draws: 200);

    [Fact]
    public void The_same_seeds_give_the_same_result()
    {
        var (one, other) = (Run(SimulatedWorld.Drifting), Run(SimulatedWorld.Drifting));

        Assert.Equal(one.Runs.Select(r => (r.Learned, r.ContextFree, r.Uniform, r.Best)), other.Runs.Select(r => (r.Learned, r.ContextFree, r.Uniform, r.Best)));
        Assert.Equal(one.Runs.SelectMany(r => r.SharesOfBest), other.Runs.SelectMany(r => r.SharesOfBest));
        Assert.NotEqual(one.Runs[0].Best, one.Runs[1].Best);
    }

    [Theory]
    [InlineData(SimulatedWorld.Static)]
    [InlineData(SimulatedWorld.Drifting)]
    [InlineData(SimulatedWorld.Seasonal)]
    [InlineData(SimulatedWorld.StrongContext)]
    [InlineData(SimulatedWorld.Delayed)]
    public void Nobody_does_better_than_the_best_there_is(SimulatedWorld world)
    {
        var result = Run(world);

        Assert.All(result.Runs, run =>
        {
            Assert.True(run.Learned < run.Best && run.ContextFree < run.Best && run.Uniform < run.Best);
            Assert.All(run.SharesOfBest, share => Assert.InRange(share, 0, 1));
        });
    }

    [Fact]
    public void Without_any_effect_everything_is_worth_the_same()
    {
        var result = Run(SimulatedWorld.NoEffect);

        Assert.All(result.Runs, run => Assert.All([run.Learned, run.ContextFree, run.Uniform, run.Best], value => Assert.Equal(0.1, value, 9)));
    }

    [Fact]
    public void Where_context_is_strong_the_recipe_finds_it()
    {
        var result = Simulator.Run(SimulatedWorld.StrongContext, Short with { Days = 30 }, Recipe, null, CancellationToken.None);

        Assert.True(result.Of(r => r.Learned - r.ContextFree).Value > 0.01, $"{result.Of(r => r.Learned - r.ContextFree)}");
        Assert.True(result.Runs[0].SharesOfBest[^1] > 0.6, $"{result.Runs[0].SharesOfBest[^1]}");
        Assert.Equal(1 / 3.0, result.Runs[0].SharesOfBest[0], 0.25);
    }

    [Fact]
    public void The_days_that_are_done_are_told_and_a_stop_is_heard()
    {
        using var stop = new CancellationTokenSource();
        var told = new List<double>();
        var progress = new Told(share =>
        {
            told.Add(share);
            if (share > 0.2)
            {
                stop.Cancel();
            }
        });

        Assert.ThrowsAny<OperationCanceledException>(() => Simulator.Run(SimulatedWorld.Static, Short with { Seeds = 1 }, Recipe, progress, stop.Token));

        Assert.InRange(told.Max(), 0.2, 0.3);
    }

    private static SimulationResult Run(SimulatedWorld world) => Simulator.Run(world, Short, Recipe, null, CancellationToken.None);

    private sealed class Told(Action<double> heard) : IProgress<double>
    {
        public void Report(double value) => heard(value);
    }
}
