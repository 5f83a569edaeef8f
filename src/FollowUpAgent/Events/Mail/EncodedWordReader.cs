using System.Text;

namespace FollowUpAgent.Events.Mail;

/// <summary>Decodes encoded words (RFC 2047), also where one letter is cut in two by neighbouring words. What is none stays as it is.</summary>
internal static class EncodedWordReader
{
    private const int LongestCharset = 60;

    /// <summary>The text with its encoded words decoded.</summary>
    public static string Decode(string text)
    {
        if (!text.Contains("=?", StringComparison.Ordinal))
        {
            return text;
        }

        var (result, pending, charset, at) = (new StringBuilder(), new List<byte>(), "", 0);
        // Behind it no word ends: thousands that only begin are not each searched for their end.
        var lastEnd = text.LastIndexOf("?=", StringComparison.Ordinal);
        void Flush()
        {
            result.Append(Charsets.Decode(charset, [.. pending]));
            pending.Clear();
        }

        while (at < text.Length)
        {
            var start = text.IndexOf("=?", at, StringComparison.Ordinal);
            if (start < 0 || Next(text, start, lastEnd) is not { } word)
            {
                Flush();
                var until = start < 0 ? text.Length : start + 2;
                result.Append(text, at, until - at);
                at = until;
                continue;
            }

            // White space between two encoded words is not text; anything else is.
            var isNeighbour = pending.Count > 0 && string.IsNullOrWhiteSpace(text[at..start]);
            if (!isNeighbour || !word.Charset.Equals(charset, StringComparison.OrdinalIgnoreCase))
            {
                Flush();
                result.Append(isNeighbour ? "" : text[at..start]);
            }

            charset = word.Charset;
            pending.AddRange(word.Bytes);
            at = word.End;
        }

        Flush();
        return result.ToString();
    }

    private static (string Charset, byte[] Bytes, int End)? Next(string text, int start, int lastEnd)
    {
        var first = text.IndexOf('?', start + 2, Math.Min(LongestCharset, text.Length - start - 2));
        if (first < 0 || first + 3 > lastEnd || text[first + 1] is not ('B' or 'b' or 'Q' or 'q') || text[first + 2] != '?')
        {
            return null;
        }

        var end = text.IndexOf("?=", first + 3, StringComparison.Ordinal);
        var encoded = Encoding.Latin1.GetBytes(text[(first + 3)..end]);
        // A language may follow the charset (RFC 2231, 5).
        var charset = text[(start + 2)..first].Split('*')[0];
        var bytes = text[first + 1] is 'B' or 'b' ? TransferEncoding.DecodeBase64(encoded) : TransferEncoding.DecodeQuoted(encoded, isWord: true);
        return (charset, bytes, end + 2);
    }
}
