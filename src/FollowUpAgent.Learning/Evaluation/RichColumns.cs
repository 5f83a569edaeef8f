using System.Globalization;
using FollowUpAgent.Learning.Features;

namespace FollowUpAgent.Learning.Evaluation;

/// <summary>
/// Shows a column from more than one side, for a prediction that asks for all that the context can tell: a number also as its logarithm
/// and as a range, and what is missing as a level of its own. Looks at contexts alone, never at rewards.
/// </summary>
internal static class RichColumns
{
    private const int FewValues = 12;
    private const int Ranges = 10;
    private const string Missing = "(missing)";

    /// <summary>The sides of a column.</summary>
    public static IEnumerable<LoggedColumn> Of(LoggedColumn column)
    {
        var isNumeric = column.Values.All(v => v.Number is not null);
        if (!isNumeric || column.Values.Count <= FewValues)
        {
            return [WithMissing(column, column.Name, [.. column.Values.Select(v => isNumeric ? $"={v.Text}" : v.Text)])];
        }

        return
        [
            column,
            column with { Name = $"{column.Name} (log)", Values = [.. column.Values.Select(v => Number(Math.CopySign(Math.Log(1 + Math.Abs(v.Number!.Value)), v.Number.Value)))] },
            WithMissing(column, $"{column.Name} (range)", RangesOf(column)),
        ];
    }

    private static LoggedColumn WithMissing(LoggedColumn column, string name, string[] texts) =>
        LoggedColumn.Of(name, [.. column.Codes.Select(c => c < 0 ? Missing : texts[c])]);

    // By tenths of the rows, as far as equal values let it.
    private static string[] RangesOf(LoggedColumn column)
    {
        var counts = column.Counts();
        var (texts, total, before) = (new string[counts.Length], Math.Max(counts.Sum(), 1), 0L);
        foreach (var place in Enumerable.Range(0, counts.Length).OrderBy(p => column.Values[p].Number))
        {
            texts[place] = ((before + (counts[place] / 2)) * Ranges / total).ToString("00", CultureInfo.InvariantCulture);
            before += counts[place];
        }

        return texts;
    }

    private static ContextValue Number(double number) => new(number.ToString("R", CultureInfo.InvariantCulture), number);
}
