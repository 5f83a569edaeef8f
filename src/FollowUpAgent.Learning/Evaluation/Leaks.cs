namespace FollowUpAgent.Learning.Evaluation;

/// <summary>Finds columns that were written after the reward: nothing that is known before tells it so well.</summary>
public static class Leaks
{
    /// <summary>A column that tells the reward better than this, alone, is no context.</summary>
    public const double MostAuc = 0.99;

    /// <summary>The columns that tell it too well, with their AUC.</summary>
    public static IReadOnlyList<(string Column, double Auc)> Find(LoggedDecisions log)
    {
        ArgumentNullException.ThrowIfNull(log);
        var median = log.Rewards.Order().ElementAt(log.Count / 2);
        var threshold = Math.Max(log.Range.Least, median == log.Rewards.Max() ? double.BitDecrement(median) : median);
        var happened = Array.ConvertAll(log.Rewards, r => r > threshold);
        return [.. log.Columns.Select(c => (c.Name, Auc: AucOf(c, happened))).Where(c => c.Auc > MostAuc)];
    }

    // By the mean reward of each value, learned from the other half of the rows: the number of a row would else tell everything.
    // Numbers are cut into as many ranges as a mean can be told of.
    private static double AucOf(LoggedColumn column, bool[] happened)
    {
        var cells = CellsOf(column, happened.Length);
        var scores = new double[happened.Length];
        for (var half = 0; half < 2; half++)
        {
            var (hits, counts) = (new double[cells.Max() + 1], new double[cells.Max() + 1]);
            for (var row = 0; row < scores.Length; row++)
            {
                if (row % 2 != half)
                {
                    counts[cells[row]]++;
                    hits[cells[row]] += happened[row] ? 1 : 0;
                }
            }

            var rate = hits.Sum() / Math.Max(counts.Sum(), 1);
            for (var row = half; row < scores.Length; row += 2)
            {
                scores[row] = (hits[cells[row]] + rate) / (counts[cells[row]] + 1);
            }
        }

        return Auc.Of(scores, happened);
    }

    private static int[] CellsOf(LoggedColumn column, int rows)
    {
        const int MostRanges = 200;
        var isNumeric = column.Values.Count > MostRanges && column.Values.All(v => v.Number is not null);
        if (!isNumeric)
        {
            return [.. column.Codes.Select(c => c + 1)];
        }

        var ranks = new int[column.Values.Count];
        foreach (var (place, rank) in Enumerable.Range(0, ranks.Length).OrderBy(p => column.Values[p].Number).Select((place, rank) => (place, rank)))
        {
            ranks[place] = rank * MostRanges / ranks.Length;
        }

        // Zero apart from what is near it: nothing spent is often all that there is to know.
        var zero = column.Values.ToList().FindIndex(v => v.Number == 0);
        return [.. column.Codes.Select(c => c < 0 ? 0 : c == zero ? 1 : ranks[c] + 2)];
    }
}
