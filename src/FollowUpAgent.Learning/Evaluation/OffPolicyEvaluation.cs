using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Learning.Evaluation;

/// <summary>
/// Judges policies by rows they did not learn from: each half of the log is judged by what was learned of the other. Self-normalised
/// estimates, with the doubly robust ones beside them.
/// </summary>
public static class OffPolicyEvaluation
{
    /// <summary>Runs it.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="progress">Told the share of the runs that are done.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static PolicyValues Run(PolicyQuestion question, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        var (log, policies, settings) = question;
        var designs = new LoggedDesigns(log);
        var splits = settings.IsTemporal ? 1 : settings.Seeds;
        var judged = new Judged[splits];
        var done = 0;
        Parallel.For(0, splits, new ParallelOptions { CancellationToken = cancellationToken }, seed =>
        {
            judged[seed] = new Trial(designs, question, seed).Run(cancellationToken);
            progress?.Report(Interlocked.Increment(ref done) / (double)splits);
        });
        var ratio = SampleRatio.ChiSquare([.. log.Means().Select(m => (double)m.N)], Expected(log));
        return new PolicyValues(
            [.. policies.Select((policy, p) => Mean(policy, [.. judged.Select(j => j.Values[p])], [.. judged.Select(j => j.Robust[p])]))],
            [.. policies.Skip(1).Select((other, p) => Lead(policies[0], other, [.. judged.Select(j => j.Leads[p])]))],
            Preconditions.OfSplits([.. judged.Select(j => j.Weights)], judged[0].Rewards, ratio));
    }

    // With one propensity a row, an action's share is the mean of 1/p over its own rows, inverted.
    private static double[] Expected(LoggedDecisions log)
    {
        var (rows, inverted) = (new double[log.Actions.Count], new double[log.Actions.Count]);
        for (var row = 0; row < log.Count; row++)
        {
            rows[log.Chosen[row]]++;
            inverted[log.Chosen[row]] += 1 / log.Propensities[row];
        }

        var shares = rows.Select((n, a) => n > 0 ? n / inverted[a] : 0).ToArray();
        return [.. shares.Select(s => s / shares.Sum() * log.Count)];
    }

    // Splits of one log share its rows: their mean is as uncertain as one of them.
    private static PolicyValue Mean(PolicyName policy, OffPolicyEstimate[] splits, OffPolicyEstimate[] robust)
    {
        var mean = Mean(splits);
        return new PolicyValue(policy, mean.Value, mean.StandardError, mean.Low, mean.High, mean.N, [.. splits.Select(s => s.Value)], Mean(robust));
    }

    private static PolicyLead Lead(PolicyName policy, PolicyName other, OffPolicyEstimate[] splits)
    {
        var mean = Mean(splits);
        return new PolicyLead(policy, other, mean.Value, mean.StandardError, mean.Low, mean.High);
    }

    private static OffPolicyEstimate Mean(OffPolicyEstimate[] splits) => new(
        splits.Average(s => s.Value),
        splits.Average(s => s.StandardError),
        splits.Average(s => s.Low),
        splits.Average(s => s.High),
        splits.Average(s => s.EffectiveSample),
        splits.Average(s => s.MeanWeight),
        splits.Max(s => s.MaxWeight),
        splits[0].N);

    /// <summary>What one split found, with the first policy's weights and the rewards in the order of the log.</summary>
    private sealed record Judged(
        IReadOnlyList<OffPolicyEstimate> Values, IReadOnlyList<OffPolicyEstimate> Robust, IReadOnlyList<OffPolicyEstimate> Leads, double[] Weights, double[] Rewards);

    /// <summary>One split.</summary>
    private sealed class Trial(LoggedDesigns designs, PolicyQuestion question, int seed)
    {
        private readonly LoggedDecisions log = question.Log;
        private readonly IReadOnlyList<PolicyName> policies = question.Policies;

        public Judged Run(CancellationToken cancellationToken)
        {
            var isTemporal = question.Settings.IsTemporal;
            var halves = isTemporal ? [Half(0), Half(1)] : RandomHalves();
            var judgedBy = isTemporal ? new[] { (halves[0], halves[1]) } : [(halves[0], halves[1]), (halves[1], halves[0])];
            var rows = judgedBy.SelectMany(j => j.Item2).ToArray();
            var rewards = Array.ConvertAll(rows, row => log.Rewards[row]);
            var scores = policies.Select(_ => new Scores(rows.Length)).ToArray();
            var taken = new double[rows.Length];
            var at = 0;
            foreach (var (learnFrom, judge) in judgedBy)
            {
                var outcome = new LoggedLearner(designs.Contextual, $"seed {seed} outcome");
                outcome.Learn(learnFrom, log, 1);
                for (var p = 0; p < policies.Count; p++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var policy = policies[p].Create(designs, $"seed {seed}");
                    policy.Learn(learnFrom);
                    Score(judge, policy, question.FloorOf(policies[p]), outcome, scores[p], at);
                }

                for (var i = 0; i < judge.Length; i++)
                {
                    taken[at + i] = InUnits(outcome.Expect(judge[i], log.Chosen[judge[i]]));
                }

                at += judge.Length;
            }

            return new Judged(
                [.. scores.Select(s => OffPolicy.Snips(s.Weights, rewards))],
                [.. scores.Select(s => OffPolicy.DoublyRobust(s.Weights, rewards, taken, s.Predicted))],
                [.. scores.Skip(1).Select(s => OffPolicy.Difference(scores[0].Weights, s.Weights, rewards))],
                InOrder(rows, scores[0].Weights),
                InOrder(rows, rewards));
        }

        private static double[] InOrder(int[] rows, double[] numbers)
        {
            var (keys, sorted) = ((int[])rows.Clone(), (double[])numbers.Clone());
            Array.Sort(keys, sorted);
            return sorted;
        }

        private void Score(int[] rows, LoggedPolicy policy, double floor, LoggedLearner outcome, Scores scores, int at)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                var probabilities = Propensities.Floor(policy.Weigh(rows[i]), floor);
                scores.Weights[at + i] = probabilities[log.Chosen[rows[i]]] / log.Propensities[rows[i]];
                for (var action = 0; action < probabilities.Length; action++)
                {
                    scores.Predicted[at + i] += probabilities[action] * InUnits(outcome.Expect(rows[i], action));
                }
            }
        }

        private double InUnits(double share) => log.Range.Least + (share * log.Range.Span);

        private int[] Half(int half) => [.. Enumerable.Range(half * (log.Count / 2), half == 0 ? log.Count / 2 : log.Count - (log.Count / 2))];

        private int[][] RandomHalves()
        {
            var order = Replay.Shuffled(log.Count, seed);
            return [order[..(log.Count / 2)], order[(log.Count / 2)..]];
        }
    }

    /// <summary>By row that is judged: its weight, and what the outcome model expects of the policy.</summary>
    private sealed record Scores(double[] Weights, double[] Predicted)
    {
        public Scores(int rows)
            : this(new double[rows], new double[rows])
        {
        }
    }
}
