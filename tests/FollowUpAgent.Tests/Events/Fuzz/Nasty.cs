using System.Text;

namespace FollowUpAgent.Tests.Events.Fuzz;

/// <summary>What readers stumble over: bombs for regular expressions, numbers without end, boundaries in boundaries, charsets nobody knows.</summary>
internal static class Nasty
{
    private static readonly string[] Tokens =
    [
        "=?utf-8?Q?a?=", "=?utf-8?B?/w==?=", "=?x-none?Q?=FF?=", "=?iso-2022-jp?B?GyRC?=", "=?utf-7?Q?+AAA-?=", "=?a?X?", "=?a?Q?", "=?", "?=", "=\r\n", "=00", "%41", "%", "%u0041", "&amp;", "&#x110000;",
        "<", ">", "<b", "<!--", "<style>", "</", "<script", "<blockquote>", "<div class=\"gmail_quote\">", "\"", "\\", "\\\"", "\\u0000", "\\ud800", "\\udc00\\ud800", "{", "}", "[", "]", "[[", "{\"a\":", ",", ":", ";", "=", "&", "''",
        "\0", "\u0001", "\r", "\n", "\r\n", "\n\n", " ", "\t", "\r\n ", "-", "--", "--b", "--b--", "\r\n--b\r\n", "-----", "____", "> ", ">>>>", "-- \n", "\uFEFF", "\u202E", "\u0130", "é", "字", "🙂", "\u0300",
        "1", "0", "9", "00", "1e309", "-1", "12345678901234567890", ".", "..", "5.1.1", "550 ", "5.1.1 550 ", "4.2.2", "2026-03-02", "1/1/1", "31 feb", "Mon, 02 Mar 2026 07:00:00 +0000", "(", "((", ")", "+9999", "T24:00:00Z",
        "@", "a@", "a@b.test", "a@b.test,", "<a@b.test>", "m.aaaaaaaaaaaaaaaaaaaaaaaaaa@b.test", "xn--", "xn--a.", "http://", "https://sns.eu-west-1.amazonaws.com/", "https:", "arn:aws:sns:", "v1,", "whsec_", "charset=", "charset=\"", "boundary=b", "boundary=\"", "name*0*=utf-8''", "name*=",
    ];

    private static readonly string[] Phrases =
    [
        "not", "interested", "please", "contact", "me", "my", "the", "a", "very", "own", "now", "at", "in", "is", "was", "no", "longer", "works", "here", "left", "company", "remove", "from", "your", "list", "unsubscribe", "stop", "sending",
        "niet", "geen", "interesse", "graag", "uitschrijven", "behoefte", "aan", "wij", "hebben", "al", "een", "met", "tot", "over", "drie", "maanden", "te", "duur", "stuur", "meer", "informatie", "klinkt", "goed", "in plaats van",
        "mailbox", "user", "unknown", "recipient", "address", "account", "full", "quota", "exceeded", "over", "returned", "message", "mail", "delivery", "failed", "permanent", "error", "rejected", "refused", "policy", "spam", "blocked", "sender", "domain",
        "does not exist", "could not be delivered", "host", "not found", "relay", "denied", "said", "550", "5.1.1", "diagnostic", "reason:", "mailer-daemon", "postmaster", "following addresses", "below this line", "copy of", "original message",
        "out of office", "back on", "monday", "12 mei", "next week", "in two weeks", "until", "2026", "may", "maart", "On", "wrote:", "schreef:", "Op", "From:", "Van:", "Subject:", "Feedback-Type:", "Final-Recipient: rfc822;", "Action: failed", "Status: 5.1.1",
    ];

    private static readonly string[] Names = ["Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Subject", "From", "To", "Date", "Message-ID", "References", "In-Reply-To", "Auto-Submitted", "Return-Path", "Received", "Status", "Final-Recipient", "Diagnostic-Code", "Feedback-Type", "X-A"];

    private static readonly string[] Values =
    [
        "multipart/mixed; boundary=b", "multipart/report; report-type=delivery-status; boundary=b", "multipart/alternative; boundary=\"b\"; boundary=c", "message/rfc822", "message/delivery-status", "message/feedback-report", "text/html; charset=utf-16", "text/plain; charset=utf-7",
        "text/plain; charset=x-unknown", "text/plain; charset=gb18030", "text/plain; charset=iso-2022-kr", "base64", "quoted-printable", "7bit", "form-data; name=\"text\"", "form-data; name=email; filename=\"a\"", "attachment; filename*0*=utf-8''a; filename*1=b", "a@b.test", "", "<", "(", "auto-replied",
    ];

    private static readonly string[] JsonValues =
    [
        "null", "true", "{}", "[]", "\"\"", "1e400", "-0", "1" + new string('0', 400), "0.000000000000000000000000000000000000000000001", "\"\\ud800\"", "\"\\u0000\"", "{\"\\ud800\":1}", "[[[[[[[[]]]]]]]]", "\"9999-99-99T99:99:99Z\"", "253402300800", "\"1e309\"", "[{\"a\":[{}]}]", "\"a@b.test\"", "[null,1,\"x\"]",
        "\"From: a\\n\\nb\"", "\"{\\\"a\\\":1}\"", "\"https:\"", "\"https:a\"", "-9223372036854775808", "99999999999999999999",
    ];

    private static readonly string[] JsonNames = ["\\ud800", "\\u0000", "", "a", "event", "type", "email", "timestamp", "Message", "Type", "data", "msg", "msys", "ts", "signature", "headers", "\\u0065vent"];

    public static byte[] Token(Random chance) => Encoding.UTF8.GetBytes(Pick(Tokens, chance));

    public static byte[] Words(Random chance, int most)
    {
        var few = Enumerable.Range(0, chance.Next(1, 8)).Select(_ => Pick(Phrases, chance)).ToList();
        return Bending.Repeat(Encoding.UTF8.GetBytes(string.Join(Pick([" ", " ", "", "\n", ", ", "  ", "\n> "], chance), few) + Pick([" ", "", "\n", ". "], chance)), chance, most);
    }

    public static byte[] Header(Random chance, int most)
    {
        var line = Encoding.UTF8.GetBytes($"{Pick(Names, chance)}{Pick([": ", ":", " : "], chance)}{Pick(Values, chance)}");
        return [.. line, .. chance.Next(3) == 0 ? Bending.Repeat(Token(chance), chance, most) : [], .. "\r\n"u8];
    }

    /// <summary>Wraps a mail in multiparts, or opens many in one another.</summary>
    public static byte[] Multipart(byte[] mail, Random chance, int most)
    {
        var (isSame, depth) = (chance.Next(2) == 0, 1 + (int)(Math.Pow(chance.NextDouble(), 3) * Math.Min(2000, most / 60)));
        var (open, close) = (new StringBuilder(), new StringBuilder());
        for (var i = 0; i < depth; i++)
        {
            var boundary = isSame ? "b" : $"b{i}";
            open.Append($"Content-Type: multipart/mixed; boundary={boundary}\r\n\r\n--{boundary}\r\n");
            close.Append(chance.Next(4) == 0 ? "" : $"\r\n--{boundary}--");
        }

        return [.. Encoding.ASCII.GetBytes(open.ToString()), .. mail, .. Encoding.ASCII.GetBytes(close.ToString())];
    }

    public static byte[] JsonValue(Random chance) => chance.Next(6) switch
    {
        0 => Encoding.UTF8.GetBytes(new string('[', 1 + chance.Next(100))),
        1 => [(byte)'"', .. Words(chance, 2000).Where(b => b >= 32 && b is not ((byte)'"' or (byte)'\\')), (byte)'"'],
        _ => Encoding.UTF8.GetBytes(Pick(JsonValues, chance)),
    };

    public static byte[] JsonProperty(Random chance) => [(byte)'"', .. Encoding.UTF8.GetBytes(Pick(JsonNames, chance)), (byte)'"', (byte)':', .. JsonValue(chance), (byte)','];

    private static string Pick(string[] some, Random chance) => some[chance.Next(some.Length)];
}
