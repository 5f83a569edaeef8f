using FollowUpAgent.Learning.Features;

namespace FollowUpAgent.Learning.Evaluation;

/// <summary>A column of a log: what was known of each contact under one name.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Values">The values that occur, each once, ordered by their text.</param>
/// <param name="Codes">By row: the place of its value, or -1 where it is missing.</param>
public sealed record LoggedColumn(string Name, IReadOnlyList<ContextValue> Values, int[] Codes)
{
    /// <summary>The column of these texts; an empty one is missing.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="texts">By row.</param>
    public static LoggedColumn Of(string name, IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var values = texts.Where(t => t.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var places = values.Select((text, place) => (text, place)).ToDictionary(v => v.text, v => v.place, StringComparer.Ordinal);
        return new LoggedColumn(name, [.. values.Select(ContextValue.Of)], [.. texts.Select(t => t.Length > 0 ? places[t] : -1)]);
    }

    /// <summary>How often each value occurs.</summary>
    internal long[] Counts()
    {
        var counts = new long[Values.Count];
        foreach (var code in Codes)
        {
            if (code >= 0)
            {
                counts[code]++;
            }
        }

        return counts;
    }
}
