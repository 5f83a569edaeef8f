using FollowUpAgent.Learning.Features;

namespace FollowUpAgent.Learning.Evaluation;

/// <summary>The contexts of a log as numbers, without the zeros. Immutable.</summary>
internal sealed class ContextRows
{
    private const int Most = 30;
    private readonly int[] starts;
    private readonly (int Column, double Value)[] entries;

    private ContextRows(IReadOnlyList<ContextColumn> columns, int[] starts, (int, double)[] entries) =>
        (Columns, this.starts, this.entries) = (columns, starts, entries);

    /// <summary>The columns.</summary>
    public IReadOnlyList<ContextColumn> Columns { get; }

    /// <summary>A row's columns, ascending, with their numbers.</summary>
    public ReadOnlySpan<(int Column, double Value)> this[int row] => entries.AsSpan(starts[row]..starts[row + 1]);

    /// <summary>No context at all.</summary>
    public static ContextRows None(int rows) => new([], new int[rows + 1], []);

    /// <summary>The contexts of a log.</summary>
    public static ContextRows Of(LoggedDecisions log, int most = Most)
    {
        var columns = ContextColumns.Choose(log.Columns.Select(c => (c.Name, Counted(c))), log.Count, most);
        var sources = columns.Select(c => log.Columns.Single(l => l.Name == c.Key)).ToArray();
        var numbers = columns.Select((c, i) => sources[i].Values.Select(c.Read).ToArray()).ToArray();
        var starts = new int[log.Count + 1];
        var entries = new List<(int, double)>();
        for (var row = 0; row < log.Count; row++)
        {
            for (var c = 0; c < numbers.Length; c++)
            {
                if (sources[c].Codes[row] is var code and >= 0 && numbers[c][code] != 0)
                {
                    entries.Add((c, numbers[c][code]));
                }
            }

            starts[row + 1] = entries.Count;
        }

        return new ContextRows(columns, starts, [.. entries]);
    }

    private static IReadOnlyCollection<(ContextValue, long)> Counted(LoggedColumn column) =>
        [.. column.Values.Zip(column.Counts()).Where(v => v.Second > 0)];
}
