using System.Globalization;
using System.Text;

namespace FollowUpAgent.Messages;

/// <summary>Values of fields as text: plain, visible, and without characters that could act.</summary>
internal static class FieldText
{
    /// <summary>The value as templates see it: text, true, false, or null where there is nothing to see.</summary>
    public static object? Datum(object? value) => value is bool ? value : Of(value);

    /// <summary>The value as text, or null where there is nothing to see. Only text, numbers and booleans are data.</summary>
    public static string? Of(object? value) => value switch
    {
        null => null,
        string text => text.EnumerateRunes().Any(IsVisible) ? WellFormed(text) : null,
        bool flag => flag ? "true" : "false",
        sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal =>
            ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"A field holds a {value.GetType().Name}; only text, numbers and booleans are data.", nameof(value)),
    };

    /// <summary>The text on one line: line breaks and tabs become spaces; controls and direction overrides vanish.</summary>
    public static string OnOneLine(string text)
    {
        if (!text.Any(c => IsControl(c) || IsOverride(c)))
        {
            return text.Trim();
        }

        var line = new StringBuilder(text.Length);
        foreach (var c in text.ReplaceLineEndings(" "))
        {
            _ = c == '\t' ? line.Append(' ') : IsControl(c) || IsOverride(c) ? line : line.Append(c);
        }

        return line.ToString().Trim();
    }

    /// <summary>Whether a header would break on this character.</summary>
    public static bool IsControl(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';

    // Embeddings and overrides turn around the text that follows them, also the text of the mail.
    private static bool IsOverride(char c) => c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static bool IsVisible(Rune rune) =>
        !Rune.IsWhiteSpace(rune)
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned);

    // A lone half of a surrogate pair cannot be sent; the runes of a string replace it by U+FFFD.
    private static string WellFormed(string text) => string.Concat(text.EnumerateRunes());
}
