using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Learning.Simulation;
using FollowUpAgent.Tests.House;
using Xunit.Abstractions;

namespace FollowUpAgent.Learning.Tests.Evaluation;

/// <summary>Forecasts of scenarios in worlds whose truth is known; every contact has two decisions.</summary>
public sealed class ScenarioEstimateTests(ITestOutputHelper output)
{
    private const int Kinds = 4;
    private const int Actions = 4;

    [Theory]
    [InlineData(0.02, 6000)]
    [InlineData(0.05, 2400)]
    [InlineData(0.15, 1600)]
    public void Intervals_of_90_percent_hold_the_truth_in_87_to_93_of_100_worlds_where_the_log_has_support(double rate, int rows)
    {
        var (reps, held, value, lead) = (TestScale.Times(100), 0, 0, 0);
        for (var rep = 0; rep < reps; rep++)
        {
            var world = SendWorld.Static(rep, rate, 0.3, Kinds, Actions);
            var (logged, policy) = (Uneven(world), Best(world));
            var log = new Log(world, logged, policy, rows, new SeededUniforms(rep));
            if (!LogSupport.Of(log.Weights, log.Earned, 0).Holds)
            {
                continue;
            }

            held++;
            var (truth, now) = (world.ValueOf(0, k => policy[k]), world.ValueOf(0, k => logged[k]));
            value += ScenarioEstimate.Expect(log.Weights, log.Earned, log.Contacts).Holds(truth) ? 1 : 0;
            lead += ScenarioEstimate.Lead(log.Weights, log.Earned, log.Ones, log.Earned, log.Contacts).Holds(truth - now) ? 1 : 0;
        }

        output.WriteLine($"{rate}: of {held} of {reps} values {value}, leads {lead}");
        Assert.True(held > reps / 2, $"{held} of {reps}");
        Promise.Between(value, held, 0.87, 0.93, "values");
        Promise.Between(lead, held, 0.87, 0.93, "leads");
    }

    [Fact]
    public void Of_a_policy_that_does_what_the_log_hardly_or_never_did_it_says_that_the_log_cannot_tell()
    {
        var world = SendWorld.Static(1, 0.05, 0.3, Kinds, Actions);
        double[][] never = [.. Enumerable.Range(0, Kinds).Select(_ => new[] { 0.5, 0.5, 0, 0 })];
        double[][] hardly = [.. Enumerable.Range(0, Kinds).Select(_ => new[] { 0.4995, 0.4995, 0.0005, 0.0005 })];
        double[][] last = [.. Enumerable.Range(0, Kinds).Select(_ => Propensities.Certain(Actions, 3))];
        double[][] half = [.. Enumerable.Range(0, Kinds).Select(_ => new[] { 0.25, 0.25, 0.25, 0.25 })];

        var outside = new Log(world, never, last, 4000, new SeededUniforms(1));
        var seldom = new Log(world, hardly, last, 4000, new SeededUniforms(1));
        var partly = new Log(world, never, half, 4000, new SeededUniforms(1));

        Assert.Contains("log has done too little", LogSupport.Of(outside.Weights, outside.Earned, 0).Lack, StringComparison.Ordinal);
        Assert.Contains("log has done too little", LogSupport.Of(seldom.Weights, seldom.Earned, 0).Lack, StringComparison.Ordinal);
        Assert.Contains("50 % of what it would do the log could never do", LogSupport.Of(partly.Weights, partly.Earned, 0.5).Lack!.Replace("50%", "50 %", StringComparison.Ordinal), StringComparison.Ordinal);
        // Even where nobody counts what is beyond the log, the weights betray it: they should have a mean of 1.
        Assert.Contains("does not fit its probabilities", LogSupport.Of(partly.Weights, partly.Earned, 0).Lack, StringComparison.Ordinal);
        Assert.Contains("too rare", LogSupport.Of(partly.Ones, [.. partly.Earned.Select((_, i) => i < 3 ? 1.0 : 0)], 0).Lack, StringComparison.Ordinal);
    }

    [Fact]
    public void What_happens_nine_times_in_ten_if_a_forecast_is_true_is_inside_and_what_is_far_off_is_not()
    {
        var forecast = new ForecastFigure(0.1, 0.09, 0.11);
        var (reps, inside, nothing) = (TestScale.Times(300), 0, new double[60]);
        for (var rep = 0; rep < reps; rep++)
        {
            var chance = new SeededUniforms(rep);
            // The truth itself is as far from the forecast as the forecast says.
            var truth = 0.1 + (0.01 / 1.645 * NormalOf(chance));
            double[] happened = [.. Enumerable.Range(0, 1000).Select(_ => chance.Happens(truth) ? 1.0 : 0)];
            inside += ForecastScore.Of(forecast, happened, OffPolicyTests.Ones(1000), isRate: true).IsInside ? 1 : 0;
        }

        Promise.Between(inside, reps, 0.87, 0.93, "inside");
        Assert.False(ForecastScore.Of(forecast, nothing, OffPolicyTests.Ones(60), isRate: true).IsInside);
        Assert.True(ForecastScore.Of(forecast with { Value = 0.01, Low = 0.005, High = 0.015 }, nothing, OffPolicyTests.Ones(60), isRate: true).IsInside);
    }

    private static double NormalOf(SeededUniforms chance) =>
        Math.Sqrt(-2 * Math.Log(1 - chance.Next())) * Math.Cos(2 * Math.PI * chance.Next());

    private static double[][] Uneven(SendWorld world) =>
        [.. Enumerable.Range(0, Kinds).Select(kind => Propensities.Floor(Propensities.Certain(Actions, (kind + world.BestFor(0, 0)) % Actions), 0.5))];

    private static double[][] Best(SendWorld world) =>
        [.. Enumerable.Range(0, Kinds).Select(kind => Propensities.Floor(Propensities.Certain(Actions, world.BestFor(0, kind)), 0.3))];

    private sealed class Log
    {
        public Log(SendWorld world, double[][] logged, double[][] policy, int rows, SeededUniforms chance)
        {
            (Weights, Earned, Contacts, Ones) = (new double[rows], new double[rows], new int[rows], OffPolicyTests.Ones(rows));
            var kind = 0;
            for (var i = 0; i < rows; i++)
            {
                kind = i % 2 == 0 ? (int)(chance.Next() * Kinds) : kind;
                var action = Propensities.Draw(logged[kind], chance.Next());
                Weights[i] = policy[kind][action] / logged[kind][action];
                Earned[i] = chance.Happens(world.RateOf(0, kind, action)) ? 1 : 0;
                Contacts[i] = i / 2;
            }
        }

        public double[] Weights { get; }

        public double[] Earned { get; }

        public int[] Contacts { get; }

        public double[] Ones { get; }
    }
}
