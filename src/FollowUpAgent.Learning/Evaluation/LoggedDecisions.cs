namespace FollowUpAgent.Learning.Evaluation;

/// <summary>
/// A log of decisions that chance made: what was done for each contact, how likely that was, and what came of it. Immutable by agreement.
/// </summary>
/// <param name="Actions">The actions' names.</param>
/// <param name="Chosen">By row: the place of the action that was taken.</param>
/// <param name="Propensities">By row: how likely that action was, above 0 and at most 1.</param>
/// <param name="Rewards">By row: what came of it, in the reward's own unit.</param>
/// <param name="Columns">What was known of the contact.</param>
public sealed record LoggedDecisions(
    IReadOnlyList<string> Actions, int[] Chosen, double[] Propensities, double[] Rewards, IReadOnlyList<LoggedColumn> Columns)
{
    /// <summary>The number of rows.</summary>
    public int Count => Chosen.Length;

    /// <summary>By row: what came of it, in the reward's own unit.</summary>
    public double[] Rewards
    {
        get;
        init => (field, Range) = (value, RangeOf(value));
    }

    = Rewards;

    /// <summary>The smallest reward and the distance to the largest: models see a reward as a share of it.</summary>
    public (double Least, double Span) Range { get; private init; } = RangeOf(Rewards);

    /// <summary>A reward as a share of the range, from 0 to 1.</summary>
    public double ShareOf(int row) => Range.Span > 0 ? (Rewards[row] - Range.Least) / Range.Span : 0;

    /// <summary>Each action's rows and mean reward.</summary>
    public IReadOnlyList<ActionMean> Means()
    {
        var (n, sums) = (new long[Actions.Count], new double[Actions.Count]);
        for (var row = 0; row < Count; row++)
        {
            n[Chosen[row]]++;
            sums[Chosen[row]] += Rewards[row];
        }

        return [.. Actions.Select((action, a) => new ActionMean(action, n[a], n[a] > 0 ? sums[a] / n[a] : 0))];
    }

    private static (double Least, double Span) RangeOf(double[] rewards) => (rewards.Min(), rewards.Max() - rewards.Min());
}

/// <summary>What an action brought in a log.</summary>
/// <param name="Action">Its name.</param>
/// <param name="N">In how many rows it was taken.</param>
/// <param name="Mean">The mean of their rewards.</param>
public sealed record ActionMean(string Action, long N, double Mean);
