namespace FollowUpAgent.Learning.Evaluation;

/// <summary>How well a score tells those for whom something happened from the others.</summary>
public static class Auc
{
    /// <summary>
    /// The chance that a row where it happened has the higher score of two; ties count half (Mann and Whitney). One half where all rows are
    /// alike in what happened.
    /// </summary>
    public static double Of(IReadOnlyList<double> scores, IReadOnlyList<bool> happened)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(happened);
        var order = Enumerable.Range(0, scores.Count).OrderBy(i => scores[i]).ToArray();
        var (rankSum, positives) = (0.0, 0L);
        for (var from = 0; from < order.Length;)
        {
            var to = from;
            var hits = 0L;
            while (to < order.Length && scores[order[to]] == scores[order[from]])
            {
                hits += happened[order[to++]] ? 1 : 0;
            }

            rankSum += hits * (from + to + 1) / 2.0;
            positives += hits;
            from = to;
        }

        var negatives = scores.Count - positives;
        return positives == 0 || negatives == 0 ? 0.5 : (rankSum - (positives * (positives + 1) / 2.0)) / positives / negatives;
    }
}
