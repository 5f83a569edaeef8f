using System.Runtime.InteropServices;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Learning.Evaluation;

/// <summary>
/// What a policy would have earned, learning as it went: the log is gone through in a shuffled order, and a row counts where the policy
/// chooses what chance once chose (Li et al., "Unbiased offline evaluation of contextual-bandit-based news article recommendation
/// algorithms", WSDM 2011). A row whose action was likelier is let through more rarely, so that unequal shares do no harm.
/// </summary>
/// <param name="log">The log.</param>
/// <param name="batch">How many rows that count make up a batch, after which the policy learns.</param>
/// <param name="delay">How many batches later their rewards are known.</param>
/// <param name="floor">With this probability any action is taken alike.</param>
internal sealed class Replay(LoggedDecisions log, int batch, int delay, double floor)
{
    private readonly double rarest = log.Propensities.Min();

    /// <summary>Goes through the log once.</summary>
    /// <returns>The rows that counted.</returns>
    public List<int> Run(LoggedPolicy policy, int seed, CancellationToken cancellationToken = default)
    {
        var order = Shuffled(log.Count, seed);
        var chance = new SeededUniforms(seed);
        var kept = new List<int>();
        var learned = 0;
        foreach (var row in order)
        {
            // Four numbers a row, whatever they are used for: all policies meet the same chance.
            var (draw, choice, floored, admitted) = (chance.Next(), chance.Next(), chance.Next(), chance.Next());
            var action = floored < floor ? (int)(choice * log.Actions.Count) : policy.Choose(row, draw, choice);
            if (action != log.Chosen[row] || admitted >= rarest / log.Propensities[row])
            {
                continue;
            }

            kept.Add(row);
            if (kept.Count % batch == 0 && (kept.Count / batch) - delay is var ready and > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                policy.Learn(CollectionsMarshal.AsSpan(kept)[learned..(ready * batch)]);
                learned = ready * batch;
            }
        }

        return kept;
    }

    /// <summary>All rows in a shuffled order (Fisher and Yates).</summary>
    internal static int[] Shuffled(int count, int seed)
    {
        var order = Enumerable.Range(0, count).ToArray();
        var chance = new SeededUniforms(~(long)seed);
        for (var i = count - 1; i > 0; i--)
        {
            var j = (int)(chance.Next() * (i + 1));
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }
}
