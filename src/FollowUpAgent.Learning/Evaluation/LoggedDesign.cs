using FollowUpAgent.Learning.Features;

namespace FollowUpAgent.Learning.Evaluation;

/// <summary>
/// A log as numbers: the features of what was done, where equal rows share a line; and for any other action the features that tell actions
/// apart. Immutable and thread-safe.
/// </summary>
internal sealed class LoggedDesign
{
    private const int MostFeatures = 512;
    private readonly ContextRows contexts;
    private readonly int[] actionPlaces;
    private readonly int[] columnPlaces;
    private readonly int[,] pairPlaces;

    public LoggedDesign(LoggedDecisions log, Products products, bool withContext)
    {
        contexts = withContext ? ContextRows.Of(log) : ContextRows.None(log.Count);
        var columns = contexts.Columns;
        var levels = new List<Level> { new(FeatureBlock.Intercept, "") };
        levels.AddRange(columns.Select(c => new Level(FeatureBlock.Context, c.Name)));
        levels.AddRange(log.Actions.Select(a => new Level(FeatureBlock.Variant, a)));
        columnPlaces = [.. Enumerable.Range(1, columns.Count)];
        actionPlaces = [.. Enumerable.Range(1 + columns.Count, log.Actions.Count)];
        (var pairs, pairPlaces) = PairsOf(log, levels.Count, products is Products.OfActions ? MostFeatures : levels.Count);
        Schema = new FeatureSchema(columns, levels, pairs);
        (Rows, Lines) = new LoggedRows(log, contexts, FeaturesOf).Compress();
    }

    /// <summary>The features.</summary>
    public FeatureSchema Schema { get; }

    /// <summary>The lines that differ.</summary>
    public SparseRows Rows { get; }

    /// <summary>By row of the log: its line.</summary>
    public int[] Lines { get; }

    /// <summary>The number of actions.</summary>
    public int Actions => actionPlaces.Length;

    /// <summary>The part of an action's score that it does not share with the other actions, from a table of coefficients.</summary>
    public double ScoreOf(int row, int action, ReadOnlySpan<double> coefficients)
    {
        var score = coefficients[actionPlaces[action]];
        foreach (var (column, value) in contexts[row])
        {
            if (pairPlaces[action, column] is var place and >= 0)
            {
                score += value * coefficients[place];
            }
        }

        return score;
    }

    /// <summary>The part of the score that all actions of a row share.</summary>
    public double CommonOf(int row, ReadOnlySpan<double> coefficients)
    {
        var score = coefficients[0];
        foreach (var (column, value) in contexts[row])
        {
            score += value * coefficients[columnPlaces[column]];
        }

        return score;
    }

    private IEnumerable<(int Feature, double Value)> FeaturesOf(int row, int action)
    {
        var own = contexts[row].ToArray();
        return own.Select(c => (columnPlaces[c.Column], c.Value))
            .Prepend((0, 1.0))
            .Append((actionPlaces[action], 1.0))
            .Concat(own.Where(c => pairPlaces[action, c.Column] >= 0).Select(c => (pairPlaces[action, c.Column], c.Value)));
    }

    // The products that occur most often, as far as the bound reaches.
    private (List<Pair> Pairs, int[,] Places) PairsOf(LoggedDecisions log, int levels, int most)
    {
        var counts = new long[log.Actions.Count, contexts.Columns.Count];
        for (var row = 0; row < log.Count; row++)
        {
            foreach (var (column, _) in contexts[row])
            {
                counts[log.Chosen[row], column]++;
            }
        }

        var places = new int[log.Actions.Count, contexts.Columns.Count];
        var pairs = new List<Pair>();
        var chosen = All(places).OrderByDescending(p => counts[p.Action, p.Column]).Take(Math.Max(0, most - levels)).ToHashSet();
        foreach (var (action, column) in All(places))
        {
            places[action, column] = chosen.Contains((action, column)) ? levels + pairs.Count : -1;
            if (places[action, column] >= 0)
            {
                pairs.Add(new Pair(FeatureBlock.VariantContext, actionPlaces[action], columnPlaces[column]));
            }
        }

        return (pairs, places);
    }

    private static IEnumerable<(int Action, int Column)> All(int[,] places) =>
        from action in Enumerable.Range(0, places.GetLength(0)) from column in Enumerable.Range(0, places.GetLength(1)) select (action, column);
}
