using System.Net;
using System.Text;

namespace FollowUpAgent.Events.Mail;

/// <summary>What a person would read of an HTML mail, roughly: enough to know a short answer. Ends where the quoted mail begins.</summary>
internal static class HtmlText
{
    private static readonly string[] Hidden = ["head", "style", "script", "title"];
    private static readonly string[] Breaks = ["br", "p", "/p", "div", "/div", "tr", "/tr", "li", "h1", "h2", "h3", "hr"];

    /// <summary>The text.</summary>
    public static string Read(string html)
    {
        var (text, at) = (new StringBuilder(), 0);
        while (at < html.Length)
        {
            var open = html.IndexOf('<', at);
            var words = html.AsSpan(at, (open < 0 ? html.Length : open) - at);
            text.Append(WebUtility.HtmlDecode(words.ToString()).ReplaceLineEndings(" "));
            var close = open < 0 ? -1 : html.IndexOf('>', open);
            if (close < 0)
            {
                break;
            }

            var tag = html.AsSpan(open + 1, close - open - 1);
            var name = NameOf(tag);
            if (name == "blockquote" || tag.Contains("gmail_quote", StringComparison.OrdinalIgnoreCase) || tag.Contains("divRplyFwdMsg", StringComparison.OrdinalIgnoreCase))
            {
                break;
            }

            at = Hidden.Contains(name) ? EndOf(html, name, close) : close + 1;
            if (Breaks.Contains(name))
            {
                text.Append('\n');
            }
        }

        return text.ToString();
    }

    private static string NameOf(ReadOnlySpan<char> tag)
    {
        const int Longest = 12;
        var length = tag.IndexOfAny(" \t\r\n".AsSpan());
        var name = (length < 0 ? tag : tag[..length]).TrimEnd('/');
        return name.Length > Longest ? "" : name.ToString().ToLowerInvariant();
    }

    private static int EndOf(string html, string name, int close)
    {
        var end = html.IndexOf($"</{name}", close, StringComparison.OrdinalIgnoreCase);
        var after = end < 0 ? -1 : html.IndexOf('>', end);
        return after < 0 ? html.Length : after + 1;
    }
}
