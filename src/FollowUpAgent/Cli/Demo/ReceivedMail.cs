using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FollowUpAgent.Cli.Demo;

/// <summary>A mail as its reader's program sees it: read from the .eml file, nothing else. Knows our one shape of mail (multipart/alternative).</summary>
/// <param name="MessageId">With angle brackets.</param>
/// <param name="From">Who sent it, as the header says.</param>
/// <param name="To">The address.</param>
/// <param name="Date">When it was sent.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Words">How many words the text has.</param>
/// <param name="Link">The first link that does not unsubscribe, or null.</param>
/// <param name="Pixel">The pixel, or null.</param>
/// <param name="Unsubscribe">Where a click on "unsubscribe" in the mail program posts to (RFC 8058).</param>
internal sealed partial record ReceivedMail(
    string MessageId, string From, string To, DateTimeOffset Date, string Subject, int Words, Uri? Link, Uri? Pixel, Uri Unsubscribe)
{
    /// <summary>Reads a file.</summary>
    public static ReceivedMail Read(string path)
    {
        var mail = File.ReadAllText(path, Encoding.ASCII);
        var end = mail.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var headers = HeadersOf(mail[..end]);
        var parts = mail[end..].Split("--" + Boundary().Match(headers["content-type"]).Groups[1].Value);
        var (text, html) = (BodyOf(parts[1]), BodyOf(parts[2]));
        var unsubscribe = headers["list-unsubscribe"].Split('>')[0].TrimStart('<');
        var link = Web().Matches(text).Select(m => m.Value).FirstOrDefault(l => l != unsubscribe);
        return new ReceivedMail(
            headers["message-id"],
            headers.GetValueOrDefault("reply-to", headers["from"]),
            Address().Match(headers["to"]) is { Success: true } bracketed ? bracketed.Groups[1].Value : headers["to"],
            DateTimeOffset.Parse(headers["date"], CultureInfo.InvariantCulture),
            Decoded(headers["subject"]),
            text.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Length,
            link is null ? null : new Uri(link),
            Picture().Match(html) is { Success: true } picture ? new Uri(picture.Groups[1].Value) : null,
            new Uri(unsubscribe));
    }

    private static Dictionary<string, string> HeadersOf(string head) => Fold().Replace(head, " ").Split("\r\n")
        .Select(line => line.Split(": ", 2))
        .ToDictionary(pair => pair[0].ToLowerInvariant(), pair => pair[1].Trim());

    private static string BodyOf(string part) => QuotedPrintable(part[(part.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..].Replace("=\r\n", "", StringComparison.Ordinal));

    private static string QuotedPrintable(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '=')
            {
                bytes.Add(byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 2;
                continue;
            }

            bytes.Add((byte)text[i]);
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    // RFC 2047: the white space between two encoded words is no part of the text.
    private static string Decoded(string header) => EncodedWord().Replace(Between().Replace(header, "$1$2"), word =>
        word.Groups[1].Value is "B" or "b"
            ? Encoding.UTF8.GetString(Convert.FromBase64String(word.Groups[2].Value))
            : QuotedPrintable(word.Groups[2].Value.Replace('_', ' ')));

    [GeneratedRegex("\r\n[ \t]+")]
    private static partial Regex Fold();

    [GeneratedRegex("boundary=\"([^\"]+)\"")]
    private static partial Regex Boundary();

    [GeneratedRegex("<([^>]+)>")]
    private static partial Regex Address();

    [GeneratedRegex(@"https?://[^\s)]+")]
    private static partial Regex Web();

    [GeneratedRegex("<img[^>]+src=\"([^\"]+)\"")]
    private static partial Regex Picture();

    [GeneratedRegex(@"=\?utf-8\?([QqBb])\?([^?]*)\?=", RegexOptions.IgnoreCase)]
    private static partial Regex EncodedWord();

    [GeneratedRegex(@"(\?=)\s+(=\?)")]
    private static partial Regex Between();
}
