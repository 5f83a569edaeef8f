using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Learning.Simulation;
using FollowUpAgent.Tests.House;
using Xunit.Abstractions;

namespace FollowUpAgent.Learning.Tests.Evaluation;

/// <summary>Logs just rich enough for the precondition, of worlds whose truth is known.</summary>
public sealed class OffPolicyCoverageTests(ITestOutputHelper output)
{
    private const int Kinds = 4;

    [Theory]
    [InlineData(3, 0.02, "uniform")]
    [InlineData(3, 0.1, "wrong")]
    [InlineData(3, 0.02, "learning")]
    [InlineData(9, 0.05, "uniform")]
    [InlineData(9, 0.2, "wrong")]
    [InlineData(9, 0.05, "learning")]
    [InlineData(24, 0.1, "uniform")]
    [InlineData(24, 0.2, "wrong")]
    [InlineData(24, 0.1, "learning")]
    public void Intervals_of_95_percent_hold_the_truth_in_95_of_100_logs(int actions, double rate, string logger)
    {
        var world = SendWorld.Static(actions, rate, 0.3, Kinds, actions);
        var (logged, policy) = (LoggerOf(world, logger), PolicyOf(world));
        var desk = new Desk(world, logged, policy);
        var truth = world.ValueOf(0, k => policy[k]);
        var lead = truth - world.ValueOf(0, _ => Propensities.Uniform(actions));
        var (reps, held, snips, robust, difference) = (TestScale.Times(100), 0, 0, 0, 0);
        for (var rep = 0; rep < reps; rep++)
        {
            var log = new Log(desk, new SeededUniforms(rep));
            if (!log.Conditions.Hold)
            {
                continue;
            }

            held++;
            snips += Holds(OffPolicy.Snips(log.Weights, log.Rewards), truth);
            robust += Holds(OffPolicy.DoublyRobust(log.Weights, log.Rewards, log.Taken, log.Expected), truth);
            difference += Holds(OffPolicy.Difference(log.Weights, log.EvenWeights, log.Rewards), lead);
        }

        output.WriteLine($"{actions} actions, {rate}, {logger}: of {held} self-normalised {snips}, doubly robust {robust}, difference {difference}");
        Assert.True(held > reps / 2, $"{held} of {reps}");
        Promise.Between(snips, held, 0.93, 0.97, "self-normalised");
        Promise.Between(robust, held, 0.93, 0.97, "doubly robust");
        Promise.Between(difference, held, 0.93, 0.97, "difference");
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.03)]
    public void A_rare_reward_of_heavy_weight_that_did_not_come_yet_is_reckoned_with(double propensity)
    {
        // In one of eight contacts the policy does what the log hardly ever did. By the rows' own spread, two of three intervals would hold.
        const double Rate = 0.05;
        var rows = (int)(52 * ((7 / 8.0 / (1 - (2 * propensity))) + (1 / 8.0 / propensity)) / Rate);
        var (reps, held, snips, difference) = (TestScale.Times(100), 0, 0, 0);
        for (var rep = 0; rep < reps; rep++)
        {
            var (chance, weights, rewards) = (new SeededUniforms(rep), new double[rows], new double[rows]);
            for (var i = 0; i < rows; i++)
            {
                var (isOdd, action) = (chance.Next() < 0.125, Propensities.Draw([1 - (2 * propensity), propensity, propensity], chance.Next()));
                weights[i] = (isOdd, action) switch { (true, 1) => 1 / propensity, (false, 0) => 1 / (1 - (2 * propensity)), _ => 0 };
                rewards[i] = chance.Happens(Rate) ? 1 : 0;
            }

            if (Preconditions.Of(weights, rewards, 1).Hold)
            {
                held++;
                snips += Holds(OffPolicy.Snips(weights, rewards), Rate);
                difference += Holds(OffPolicy.Difference(weights, OffPolicyTests.Ones(rows), rewards), 0);
            }
        }

        output.WriteLine($"{propensity}: of {held} self-normalised {snips}, difference {difference}");
        Promise.Between(snips, held, 0.93, 1, "self-normalised");
        Promise.Between(difference, held, 0.93, 1, "difference");
    }

    private static int Holds(OffPolicyEstimate estimate, double truth) => estimate.Low <= truth && truth <= estimate.High ? 1 : 0;

    private static double[][] LoggerOf(SendWorld world, string logger) => [.. Enumerable.Range(0, Kinds).Select(kind => logger switch
    {
        "uniform" => Propensities.Uniform(world.Actions),
        "wrong" => Propensities.Floor(Propensities.Certain(world.Actions, Enumerable.Range(0, world.Actions).MinBy(a => world.RateOf(0, kind, a))), 0.1 + (0.01 * world.Actions)),
        _ => Propensities.Floor(Uneven(kind, world.Actions), 0.1),
    })];

    private static double[][] PolicyOf(SendWorld world) =>
        [.. Enumerable.Range(0, Kinds).Select(kind => Propensities.Floor(Propensities.Certain(world.Actions, world.BestFor(0, kind)), 0.05))];

    private static double[] Uneven(int kind, int actions)
    {
        var p = new double[actions];
        SeededNormals.Fill($"logger {kind}", p);
        var sum = p.Sum(Math.Exp);
        return [.. p.Select(x => Math.Exp(x) / sum)];
    }

    /// <summary>What all logs of a world share, by kind and action.</summary>
    private sealed class Desk(SendWorld world, double[][] logged, double[][] policy)
    {
        private const double Evidence = 52;

        public int Actions => world.Actions;

        public double[][] Logged => logged;

        public double[][] Policy => policy;

        // A model that knows half of the truth.
        public double[][] Guess { get; } =
            [.. policy.Select((p, kind) => p.Select((_, a) => 0.5 * (world.RateOf(0, kind, a) + world.RateOf(0, kind, 0))).ToArray())];

        public double[][] Rates { get; } = [.. policy.Select((p, kind) => p.Select((_, a) => world.RateOf(0, kind, a)).ToArray())];

        public int Rows { get; } = (int)(Evidence * policy.Select((p, k) => p.Zip(logged[k], (one, l) => one * one / l).Sum()).Average()
            / world.ValueOf(0, k => logged[k]));
    }

    private sealed class Log
    {
        public Log(Desk desk, SeededUniforms chance)
        {
            var (rows, counts, met) = (desk.Rows, new double[desk.Actions], new double[Kinds]);
            var expected = desk.Policy.Select((p, kind) => p.Zip(desk.Guess[kind], (one, guess) => one * guess).Sum()).ToArray();
            (Weights, EvenWeights, Rewards, Taken, Expected) = (new double[rows], new double[rows], new double[rows], new double[rows], new double[rows]);
            for (var i = 0; i < rows; i++)
            {
                var kind = (int)(chance.Next() * Kinds);
                var action = Propensities.Draw(desk.Logged[kind], chance.Next());
                Weights[i] = desk.Policy[kind][action] / desk.Logged[kind][action];
                EvenWeights[i] = 1 / (desk.Actions * desk.Logged[kind][action]);
                Rewards[i] = chance.Happens(desk.Rates[kind][action]) ? 1 : 0;
                Taken[i] = desk.Guess[kind][action];
                Expected[i] = expected[kind];
                counts[action]++;
                met[kind]++;
            }

            double[] drawn = [.. counts.Select((_, a) => met.Select((times, kind) => times * desk.Logged[kind][a]).Sum())];
            Conditions = Preconditions.Of(Weights, Rewards, SampleRatio.ChiSquare(counts, drawn));
        }

        public double[] Weights { get; }

        public double[] EvenWeights { get; }

        public double[] Rewards { get; }

        public double[] Taken { get; }

        public double[] Expected { get; }

        public Preconditions Conditions { get; }
    }
}
