namespace FollowUpAgent.Learning.Features;

/// <summary>Chooses the columns for the contexts of a log: those that vary and are not too rare, at most <see cref="Most"/>.</summary>
internal static class ContextColumns
{
    /// <summary>The most columns.</summary>
    public const int Most = 30;

    private const int Rare = 20;
    private const double RareShare = 0.01;

    /// <summary>The columns for these contexts, each given with its number of decisions, in the order of their names.</summary>
    public static IReadOnlyList<ContextColumn> Choose(IEnumerable<(ContactContext Context, long Count)> contexts)
    {
        var byKey = new SortedDictionary<string, SortedDictionary<string, (ContextValue Value, long Count)>>(StringComparer.Ordinal);
        var total = 0L;
        foreach (var (context, count) in contexts)
        {
            total += count;
            foreach (var (key, value) in context.Values)
            {
                if (SlotAffinity.IsCount(key))
                {
                    continue;
                }

                if (!byKey.TryGetValue(key, out var values))
                {
                    byKey[key] = values = new SortedDictionary<string, (ContextValue, long)>(StringComparer.Ordinal);
                }

                values[value.Text] = (value, values.GetValueOrDefault(value.Text).Count + count);
            }
        }

        return Choose(byKey.Select(key => (key.Key, (IReadOnlyCollection<(ContextValue, long)>)key.Value.Values)), total, Most);
    }

    /// <summary>The columns for these values with their counts, by the name they have in a context.</summary>
    public static IReadOnlyList<ContextColumn> Choose(
        IEnumerable<(string Key, IReadOnlyCollection<(ContextValue Value, long Count)> Values)> byKey, long total, int most) =>
    [
        .. byKey
            .SelectMany(key => ColumnsOf(key.Key, key.Values, total))
            .OrderByDescending(c => c.Support).ThenBy(c => c.Column.Name, StringComparer.Ordinal)
            .Take(most)
            .Select(c => c.Column)
            .OrderBy(c => c.Name, StringComparer.Ordinal),
    ];

    private static IEnumerable<(ContextColumn Column, long Support)> ColumnsOf(
        string key, IReadOnlyCollection<(ContextValue Value, long Count)> values, long total)
    {
        var present = values.Sum(v => v.Count);
        if (present < Rare || (values.Count == 1 && present == total))
        {
            return [];
        }

        if (values.All(v => v.Value.Number is 0 or 1))
        {
            return [(new ContextColumn(key, ColumnKind.Flag, [], 0, 1), present)];
        }

        if (values.Count <= 2 || !values.All(v => v.Value.Number is not null))
        {
            return LevelColumns(key, values, total);
        }

        // One number like 1e308 in a thousand has no finite spread: better no column than no fit.
        var numbers = NumberColumn(key, values, present);
        return double.IsFinite(numbers.Deviation) ? [(numbers, present)] : [];
    }

    private static ContextColumn NumberColumn(string key, IReadOnlyCollection<(ContextValue Value, long Count)> values, long present)
    {
        var mean = values.Sum(v => v.Value.Number!.Value * v.Count) / present;
        var variance = values.Sum(v => (v.Value.Number!.Value - mean) * (v.Value.Number!.Value - mean) * v.Count) / present;
        return new ContextColumn(key, ColumnKind.Number, [], mean, Math.Max(Math.Sqrt(variance), 1e-12));
    }

    private static List<(ContextColumn Column, long Support)> LevelColumns(
        string key, IReadOnlyCollection<(ContextValue Value, long Count)> values, long total)
    {
        var least = Math.Max(Rare, total * RareShare);
        var levels = values.Where(v => v.Count >= least).ToList();
        var columns = levels.Select(l => (new ContextColumn(key, ColumnKind.Level, [l.Value.Text], 0, 1), l.Count)).ToList();
        var rest = values.Where(v => v.Count < least).Sum(v => v.Count);
        if (rest >= Rare)
        {
            columns.Add((new ContextColumn(key, ColumnKind.Other, [.. levels.Select(l => l.Value.Text)], 0, 1), rest));
        }

        return columns;
    }
}
