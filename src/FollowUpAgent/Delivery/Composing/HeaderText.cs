using System.Text;

namespace FollowUpAgent.Delivery.Composing;

/// <summary>A header of free text, such as the subject: as it is where that is safe, else in encoded words.</summary>
internal static class HeaderText
{
    // A word up to this length is better kept whole on a long line than encoded; RFC 5322 ends lines at 998.
    private const int LongestPlainWord = 900;

    /// <summary>The header with its name, folded, without the last line end.</summary>
    public static string Unstructured(string header, string value)
    {
        RefuseControls(header, value);
        if (value.Length == 0)
        {
            return $"{header}:";
        }

        if (IsPlain(value))
        {
            return Fold(header, value.Split(' '));
        }

        var line = new StringBuilder($"{header}: ");
        EncodedWords.Append(line, line.Length, value);
        return line.ToString();
    }

    /// <summary>Puts the words on lines of at most 78 characters; a word longer than that has its line to itself.</summary>
    public static string Fold(string header, IEnumerable<string> words)
    {
        var lines = new StringBuilder($"{header}:");
        var column = lines.Length;
        foreach (var word in words)
        {
            var isFirst = column == header.Length + 1 && lines.Length == column;
            var fits = isFirst || column + 1 + word.Length <= 78;
            lines.Append(fits ? " " : "\r\n ").Append(word);
            column = (fits ? column : 0) + 1 + word.Length;
        }

        return lines.ToString();
    }

    /// <summary>A control character could end the header and begin another (header injection), so none is let in.</summary>
    public static void RefuseControls(string header, string value)
    {
        if (value.Any(char.IsControl))
        {
            throw new MailCompositionException(header, "holds a control character, such as a line end or NUL");
        }
    }

    /// <summary>Whether the text holds only visible ASCII and spaces.</summary>
    public static bool IsPrintableAscii(string value) => value.All(c => c is >= ' ' and < '\x7f');

    // Readers trim blanks at the ends, some join runs of them, and all decode what looks like an encoded word.
    private static bool IsPlain(string value) =>
        IsPrintableAscii(value)
        && !value.Contains("=?", StringComparison.Ordinal)
        && value.Split(' ').All(word => word.Length is > 0 and <= LongestPlainWord);
}
