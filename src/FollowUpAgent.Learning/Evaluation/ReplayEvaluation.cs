namespace FollowUpAgent.Learning.Evaluation;

/// <summary>Replays a log under several policies, over shuffles that all of them share.</summary>
public static class ReplayEvaluation
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
        var tallies = policies.Select(_ => new Tally(log.Count, settings.Seeds)).ToArray();
        var done = 0;
        Parallel.For(0, settings.Seeds, new ParallelOptions { CancellationToken = cancellationToken }, seed =>
        {
            for (var p = 0; p < tallies.Length; p++)
            {
                var replay = new Replay(log, settings.Batch, settings.Delay, question.FloorOf(policies[p]));
                var kept = replay.Run(policies[p].Create(designs, $"seed {seed}"), seed, cancellationToken);
                tallies[p].Add(seed, kept, log.Rewards);
                progress?.Report(Interlocked.Increment(ref done) / (double)(settings.Seeds * tallies.Length));
            }
        });
        var values = tallies.Select((tally, p) => ValueOf(policies[p], tally, log)).ToList();
        return new PolicyValues(values, [.. policies.Skip(1).Select((other, p) => LeadOf((policies[0], tallies[0]), (other, tallies[p + 1]), log))]);
    }

    private static PolicyValue ValueOf(PolicyName policy, Tally tally, LoggedDecisions log)
    {
        var (value, error) = (tally.Values.Average(), 0.0);
        for (var row = 0; row < log.Count; row++)
        {
            error += Square(tally.Shares[row] * (log.Rewards[row] - value));
        }

        error = Math.Sqrt(error + ErrorOfMean(tally.Values));
        var (low, high) = NormalInterval.Around(value, error);
        return new PolicyValue(policy, value, error, low, high, tally.Kept, tally.Values);
    }

    private static PolicyLead LeadOf((PolicyName Policy, Tally Tally) one, (PolicyName Policy, Tally Tally) other, LoggedDecisions log)
    {
        var (value, otherValue, error) = (one.Tally.Values.Average(), other.Tally.Values.Average(), 0.0);
        for (var row = 0; row < log.Count; row++)
        {
            error += Square((one.Tally.Shares[row] * (log.Rewards[row] - value)) - (other.Tally.Shares[row] * (log.Rewards[row] - otherValue)));
        }

        error = Math.Sqrt(error + ErrorOfMean([.. one.Tally.Values.Zip(other.Tally.Values, (a, b) => a - b)]));
        var lead = value - otherValue;
        var (low, high) = NormalInterval.Around(lead, error);
        return new PolicyLead(one.Policy, other.Policy, lead, error, low, high);
    }

    // The squared error that the shuffles leave in the mean over them.
    private static double ErrorOfMean(double[] values)
    {
        var mean = values.Average();
        return values.Length > 1 ? values.Sum(v => Square(v - mean)) / (values.Length - 1) / values.Length : 0;
    }

    private static double Square(double number) => number * number;

    /// <summary>What the runs of one policy kept.</summary>
    private sealed class Tally(int rows, int seeds)
    {
        private long kept;

        /// <summary>By row, the share it has in the mean over all seeds. Shuffles of one log are no new contacts: its rows are what is uncertain.</summary>
        public double[] Shares { get; } = new double[rows];

        /// <summary>By seed, the mean reward.</summary>
        public double[] Values { get; } = new double[seeds];

        /// <summary>Rows a seed kept, on average.</summary>
        public long Kept => (long)Math.Round(kept / (double)seeds);

        public void Add(int seed, List<int> rowsKept, double[] rewards)
        {
            lock (Shares)
            {
                kept += rowsKept.Count;
                foreach (var row in rowsKept)
                {
                    Values[seed] += rewards[row] / rowsKept.Count;
                    Shares[row] += 1.0 / rowsKept.Count / seeds;
                }
            }
        }
    }
}
