using System.Globalization;
using FollowUpAgent.Learning.Evaluation;

namespace FollowUpAgent.Training.Evaluation;

/// <summary>Makes a log of decisions out of a sheet. What cannot be one is refused with row and column.</summary>
internal static class SheetReading
{
    // Survey and CRM exports write these for "not known"; where nothing else is negative they are no numbers.
    private static readonly string[] Sentinels = ["-99", "-999", "-9999"];

    // What programs write where nothing is known; an action may well be called so, and "none" is an answer.
    private static readonly HashSet<string> Missing = new(StringComparer.OrdinalIgnoreCase) { "", "na", "n/a", "#n/a", "nan", "null" };

    private static readonly string[] Yes = ["true", "yes", "y"];
    private static readonly string[] No = ["false", "no", "n"];

    /// <summary>The log that a request asks for.</summary>
    /// <exception cref="InvalidDataException">The sheet does not have it.</exception>
    public static LoggedDecisions Read(this LogSheet sheet, SheetRequest request)
    {
        if (sheet.Count == 0)
        {
            throw new InvalidDataException("The log has a header and no rows.");
        }

        var rewardColumn = sheet.PlaceOf(request.Reward);
        var rewards = Rewards(sheet, rewardColumn);
        var (actions, chosen) = Actions(sheet, request.Action);
        var propensities = Propensities(sheet, request.Propensity, chosen, actions.Count);
        var used = new[] { request.Action, request.Reward, request.Propensity };
        var context = Context(sheet, request, used).Select(name => Column(sheet, name)).ToList();
        return new LoggedDecisions(actions, chosen, propensities, rewards, context);
    }

    private static double[] Rewards(LogSheet sheet, int column)
    {
        var rewards = new double[sheet.Count];
        for (var row = 0; row < rewards.Length; row++)
        {
            rewards[row] = Number(sheet[column][row]) ?? throw Wrong(sheet, row, column, "a reward is a number, or yes and no");
        }

        return rewards.Any(r => r != rewards[0])
            ? rewards
            : throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"The column '{sheet.Names[column]}' is {rewards[0]} in every row: there is nothing to learn from it."));
    }

    private static (IReadOnlyList<string> Actions, int[] Chosen) Actions(LogSheet sheet, string? name)
    {
        if (name is null)
        {
            return (["all"], new int[sheet.Count]);
        }

        var column = sheet.PlaceOf(name);
        var actions = sheet[column].Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (actions.Contains(""))
        {
            throw Wrong(sheet, sheet[column].ToList().IndexOf(""), column, "an action has a name");
        }

        const int Most = 200;
        if (actions.Count > Most)
        {
            throw new InvalidDataException($"The column '{name}' has {actions.Count} different actions, at most {Most} can be told apart. Is it the right column?");
        }

        var places = actions.Select((a, i) => (a, i)).ToDictionary(a => a.a, a => a.i, StringComparer.Ordinal);
        return (actions, [.. sheet[column].Select(a => places[a])]);
    }

    private static double[] Propensities(LogSheet sheet, string how, int[] chosen, int actions)
    {
        if (how is SheetRequest.Uniform)
        {
            return [.. chosen.Select(_ => 1.0 / actions)];
        }

        if (how is SheetRequest.Empirical)
        {
            var counts = new double[actions];
            foreach (var action in chosen)
            {
                counts[action]++;
            }

            return [.. chosen.Select(a => counts[a] / chosen.Length)];
        }

        var column = sheet.PlaceOf(how);
        var propensities = new double[sheet.Count];
        for (var row = 0; row < propensities.Length; row++)
        {
            propensities[row] = Number(sheet[column][row]) is { } p and > 0 and <= 1
                ? p
                : throw Wrong(sheet, row, column, "a propensity is above 0 and at most 1: what could not happen says nothing");
        }

        return propensities;
    }

    private static IEnumerable<string> Context(LogSheet sheet, SheetRequest request, string?[] used)
    {
        foreach (var name in request.Exclude)
        {
            sheet.PlaceOf(name);
        }

        if (request.Context is not { } named)
        {
            return sheet.Names.Where(n => n.Length > 0 && !used.Contains(n) && !request.Exclude.Contains(n));
        }

        return named.Except(request.Exclude).Select(name => used.Contains(name)
            ? throw new InvalidDataException($"The column '{name}' is the action, the reward or the propensity: it was not known before, and cannot be context.")
            : sheet.Names[sheet.PlaceOf(name)]);
    }

    private static LoggedColumn Column(LogSheet sheet, string name)
    {
        var texts = sheet[sheet.PlaceOf(name)];
        var negatives = texts.Where(t => t.StartsWith('-')).Distinct(StringComparer.Ordinal).Take(2).ToList();
        var sentinel = negatives is [var only] && Sentinels.Contains(only) ? only : "";
        return LoggedColumn.Of(name, [.. texts.Select(t => t == sentinel || Missing.Contains(t) ? "" : t)]);
    }

    private static double? Number(string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return double.IsFinite(number) ? number : null;
        }

        return Yes.Contains(text, StringComparer.OrdinalIgnoreCase) ? 1 : No.Contains(text, StringComparer.OrdinalIgnoreCase) ? 0 : null;
    }

    private static InvalidDataException Wrong(LogSheet sheet, int row, int column, string expected)
    {
        var text = sheet[column][row] is { Length: > 0 and <= 40 } shown ? $"'{shown}'" : sheet[column][row].Length == 0 ? "empty" : "a long text";
        return new InvalidDataException($"Row {row + 1} (line {sheet.LineOf(row)}), column '{sheet.Names[column]}': {text}; {expected}.");
    }
}
