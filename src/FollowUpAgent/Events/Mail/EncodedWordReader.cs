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
        void Flush()
        {
            result.Append(Charsets.Decode(charset, [.. pending]));
            pending.Clear();
        }

        while (at < text.Length)
        {
            var start = text.IndexOf("=?", at, StringComparison.Ordinal);
            if (start < 0 || Next(text, start) is not { } word)
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

    private static (string Charset, byte[] Bytes, int End)? Next(string text, int start)
    {
        var first = text.IndexOf('?', start + 2, Math.Min(LongestCharset, text.Length - start - 2));
        if (first < 0 || first + 2 >= text.Length || text[first + 2] != '?')
        {
            return null;
        }

        var end = text.IndexOf("?=", first + 3, StringComparison.Ordinal);
        if (end < 0)
        {
            return null;
        }

        var encoded = Encoding.Latin1.GetBytes(text[(first + 3)..end]);
        // A language may follow the charset (RFC 2231, 5).
        var charset = text[(start + 2)..first].Split('*')[0];
        return text[first + 1] switch
        {
            'B' or 'b' => (charset, TransferEncoding.DecodeBase64(encoded), end + 2),
            'Q' or 'q' => (charset, TransferEncoding.DecodeQuoted(encoded, isWord: true), end + 2),
            _ => null,
        };
    }
}
