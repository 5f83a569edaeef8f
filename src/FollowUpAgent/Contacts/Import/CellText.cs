using System.Globalization;

namespace FollowUpAgent.Contacts.Import;

/// <summary>Cells that are more than text: dates and yes or no, and what text may hold.</summary>
internal static class CellText
{
    // Day first with dashes or dots, as Dutch and German spreadsheets write it. Slashes are not here: 03/02 is two days.
    private static readonly string[] Dates =
    [
        "yyyy-M-d", "yyyy/M/d", "yyyyMMdd", "d-M-yyyy", "d.M.yyyy", "yyyy-M-d H:mm", "yyyy-M-d H:mm:ss", "yyyy-M-d'T'H:mm", "yyyy-M-d'T'H:mm:ss",
        "yyyy-M-d'T'H:mm:ss.FFFFFFF", "yyyy-M-d'T'H:mmK", "yyyy-M-d'T'H:mm:ssK", "yyyy-M-d'T'H:mm:ss.FFFFFFFK",
    ];

    /// <summary>The moment that a date means (UTC where it does not say), or null.</summary>
    public static DateTimeOffset? ParseDate(string text) =>
        DateTimeOffset.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            && at.Year is >= 1970 and < 2200
            ? at.ToUniversalTime()
            : null;

    /// <summary>Yes or no in English or Dutch, or null.</summary>
    public static bool? ParseYesNo(string text) => text.ToLowerInvariant() switch
    {
        "yes" or "y" or "true" or "1" or "on" or "ja" or "j" or "waar" => true,
        "no" or "n" or "false" or "0" or "off" or "nee" or "onwaar" => false,
        _ => null,
    };

    /// <summary>The same for a wish, which tools also write as a cross or as the day on which it was made.</summary>
    public static bool? ParseWish(string text) => ParseYesNo(text) ?? (text is "x" or "X" || ParseDate(text) is not null ? true : null);

    /// <summary>What is wrong with a one-line text that a mail may show, or null.</summary>
    public static string? FaultOfLine(string text, int mostLength)
    {
        if (text.Length > mostLength)
        {
            return $"is longer than {mostLength} characters";
        }

        return text.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029') ? "holds a control character or a line break" : null;
    }

    /// <summary>What is wrong with a text of several lines, or null.</summary>
    public static string? FaultOfText(string text, int mostLength)
    {
        if (text.Length > mostLength)
        {
            return $"is longer than {mostLength:N0} characters";
        }

        return text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) ? "holds a control character" : null;
    }
}
