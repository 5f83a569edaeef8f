using System.Runtime.InteropServices;
using FollowUpAgent.Learning.Features;

namespace FollowUpAgent.Learning.Evaluation;

/// <summary>Finds the rows of a log that are alike to a model, so that it need not look at each of them.</summary>
internal sealed class LoggedRows(LoggedDecisions log, ContextRows contexts, Func<int, int, IEnumerable<(int Feature, double Value)>> featuresOf)
    : IEqualityComparer<int>
{
    /// <summary>The lines that differ, and by row the place of its line.</summary>
    public (SparseRows Rows, int[] Lines) Compress()
    {
        var places = new Dictionary<int, int>(this);
        var rows = new SparseRows.Builder();
        var lines = new int[log.Count];
        for (var row = 0; row < log.Count; row++)
        {
            ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, row, out var isKnown);
            if (!isKnown)
            {
                place = rows.Count;
                foreach (var (feature, value) in featuresOf(row, log.Chosen[row]).OrderBy(f => f.Feature))
                {
                    rows.Add(feature, value);
                }

                rows.EndRow();
            }

            lines[row] = place;
        }

        return (rows.Build(), lines);
    }

    /// <inheritdoc />
    public bool Equals(int x, int y) => log.Chosen[x] == log.Chosen[y] && contexts[x].SequenceEqual(contexts[y]);

    /// <inheritdoc />
    public int GetHashCode(int row)
    {
        var hash = new HashCode();
        hash.Add(log.Chosen[row]);
        foreach (var entry in contexts[row])
        {
            hash.Add(entry);
        }

        return hash.ToHashCode();
    }
}
