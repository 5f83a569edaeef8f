using System.Text;

namespace FollowUpAgent.Delivery.Composing;

/// <summary>
/// RFC 2047 encoded words in UTF-8: each at most 75 characters on a line of at most 76, each with whole code points.
/// </summary>
internal static class EncodedWords
{
    private const int LongestWord = 75;
    private const int LongestLine = 76;
    private const int Frame = 12;

    /// <summary>Appends the text, beginning at the column where the line now stands.</summary>
    public static void Append(StringBuilder lines, int column, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var isQ = bytes.Sum(QLength) <= Base64Length(bytes.Length);
        var word = new List<byte>();
        var isFirst = true;
        var room = LongestLine - column - Frame;
        foreach (var rune in text.EnumerateRunes())
        {
            var next = new byte[rune.Utf8SequenceLength];
            rune.EncodeToUtf8(next);
            if (Length(word, next, isQ) > room)
            {
                Flush(lines, word, isQ, ref isFirst);
                room = Math.Min(LongestWord, LongestLine - 1) - Frame;
            }

            word.AddRange(next);
        }

        Flush(lines, word, isQ, ref isFirst);
    }

    private static void Flush(StringBuilder lines, List<byte> word, bool isQ, ref bool isFirst)
    {
        // An empty first word means that nothing fitted after the header's name: begin on the next line.
        lines.Append(isFirst && word.Count > 0 ? "" : "\r\n ");
        isFirst = word.Count == 0;
        if (word.Count == 0)
        {
            return;
        }

        lines.Append(isQ ? "=?UTF-8?Q?" : "=?UTF-8?B?");
        lines.Append(isQ ? string.Concat(word.Select(Q)) : Convert.ToBase64String([.. word]));
        lines.Append("?=");
        word.Clear();
    }

    private static int Length(List<byte> word, byte[] next, bool isQ) =>
        isQ ? word.Sum(QLength) + next.Sum(QLength) : Base64Length(word.Count + next.Length);

    private static int Base64Length(int bytes) => (bytes + 2) / 3 * 4;

    private static int QLength(byte value) => Q(value).Length;

    // The set that RFC 2047, section 5 (3) allows in a display name is safe in a subject too.
    private static string Q(byte value) => (char)value switch
    {
        ' ' => "_",
        (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '!' or '*' or '+' or '-' or '/' => ((char)value).ToString(),
        _ => $"={value:X2}",
    };
}
