using System.Text;
using System.Text.Json;
using FollowUpAgent.Hosting;
using FollowUpAgent.Tests.Events.Mail;
using FollowUpAgent.Tests.Events.Providers;

namespace FollowUpAgent.Tests.Events.Fuzz;

/// <summary>
/// What is bent: the inputs of the other tests, and the files below the folders of FOLLOWUP_FUZZ_CORPUS, in their order, so that the same
/// files give the same inputs.
/// </summary>
internal static class FuzzCorpus
{
    private const int MostFileBytes = 256 << 10;
    private const int MostOfOneFile = 300;
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 7, 0, 0, TimeSpan.Zero);
    private static readonly Lazy<List<(SeedKind Kind, byte[] Bytes)>> All = new(() => [.. Own, .. Given(Environment.GetEnvironmentVariable("FOLLOWUP_FUZZ_CORPUS"))]);

    private static IEnumerable<(SeedKind Kind, byte[] Bytes)> Own =>
    [
        .. Peer.All.SelectMany(p => new[] { p.Bounce, p.Policy, p.Complaint, p.Unsubscribe }.OfType<string>().Select(s => (SeedKind.Json, Encoding.UTF8.GetBytes(s)))),
        .. Peer.All.Select(p => p.Say(p.Bounce, Now)).Select(p => (p.Body is [(byte)'{' or (byte)'[', ..] ? SeedKind.Json : SeedKind.Form, p.Body)),
        .. HostileBodies.All.Select(b => (SeedKind.Json, Encoding.UTF8.GetBytes(b))),
        .. Visits.Select(v => (SeedKind.Json, Encoding.UTF8.GetBytes(v))),
        .. Mails.Select(m => (SeedKind.Mail, m)),
        .. Forms.Select(f => (SeedKind.Form, Encoding.UTF8.GetBytes(f.ReplaceLineEndings("\r\n")))),
        .. Texts.Select(t => (SeedKind.Text, Encoding.UTF8.GetBytes(t))),
        .. Files.Select(f => (SeedKind.Csv, Encoding.UTF8.GetBytes(f))),
    ];

    private static IEnumerable<byte[]> Mails =>
    [
        Raw.Folded, Raw.Alternative, Raw.Base64, Raw.Html, Raw.Bounce("m@x.test", "a@b.test"), Raw.Bounce("m@x.test", "a@b.test", "4.2.2", "delayed"), Raw.Complaint("m@x.test"), Raw.Answer("m@x.test", "Ik ben weer aanwezig op 12 mei."),
        Raw.Answer(null, "Hi. This is the qmail-send program at mx.acme.test.\n\n<ada@b.test>:\nRemote host said: 550 5.1.1 no such user\n\n--- Below this line is a copy of the message.", "MAILER-DAEMON@x.test", subject: "failure notice"),
        Raw.Answer("m@x.test", "{\"notificationType\":\"Bounce\",\"bounce\":{\"bouncedRecipients\":[{\"emailAddress\":\"a@b.test\"}]}}"),
        Raw.Answer("m@x.test", "Not now, try again in September.\n\nOn Monday Anna wrote:\n> unsubscribe", more: "Auto-Submitted: auto-replied"),
    ];

    private static readonly string[] Forms =
    [
        "--b\nContent-Disposition: form-data; name=\"headers\"\n\nFrom: a@b.test\nSubject: x\n--b\nContent-Disposition: form-data; name=\"text\"\n\nhello\n--b\nContent-Disposition: form-data; name=\"charsets\"\n\n{\"text\":\"utf-7\"}\n--b--\n",
        "--b\nContent-Disposition: form-data; name=\"email\"; filename=\"m.eml\"\nContent-Transfer-Encoding: base64\n\nRnJvbTogYQoKYg==\n--b--\n",
        "sender=a%40b.test&recipient=c%40d.test&message-headers=%5B%5B%22Subject%22%2C%22x%22%5D%5D&body-plain=yes&timestamp=1&token=t&signature=" + new string('a', 64),
        "event=bounced&code=550&error=5.1.1+unknown&recipient=a%40b.test&timestamp=1&token=t&X-Mailgun-Variables=%7B%7D",
        "mandrill_events=%5B%7B%22event%22%3A%22inbound%22%2C%22msg%22%3A%7B%22raw_msg%22%3A%22From%3A%20a%5Cn%5Cnb%22%7D%7D%5D",
    ];

    private static IEnumerable<string> Texts =>
    [
        "Mon, 02 Mar 2026 07:00:00 +0100 (CET)", "2026-03-02T07:00:00.123456789Z", "1772434800.123456", "17724348001234", "Out of office from 3 to 17 March 2026", "Ik ben afwezig t/m 20-03-2026", "mail me over drie maanden", "back in two weeks, on Monday, in Q3",
        "=?utf-8?Q?Caf=C3=A9?= =?iso-8859-1?B?6Q==?= =?utf-8*en?Q?a?=", "multipart/mixed; boundary=\"a\\\"b\"; charset*0*=utf-8''%41; charset*1=x", "Ann <ann@b.test>, \"b\" <c@d.test>", "<m.aaaaaaaaaaaaaaaaaaaaaaaaaa@acme.test>", "smtp; 550 5.1.1 <a@b.test>: Recipient address rejected: User unknown",
        "v1,AAAA v1a,BBBB", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "https://sns.eu-west-1.amazonaws.com/a.pem", "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t", "Thanks, but we are not interested.", "Please remove me from your list, thanks!", "<p>Yes &amp; no<br><blockquote>old</blockquote>",
        "ada@xn--bcher-kva.test", new SignedTokens(new SigningKey(1, new byte[32])).Create(TokenPurpose.Reply, new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)), new SignedTokens(new SigningKey(1, new byte[32])).Create(TokenPurpose.Click, new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), 7),
    ];

    private static readonly string[] Visits =
    [
        """{"page":"/pricing/eu","token":"AAAA","visitor":"0123456789abcdef0123456789abcdef"}""", """{"visitor":"0123456789abcdef0123456789abcdef","forget":true}""",
        """{"page":"/pricing","message":"00000001-0002-0003-0405-060708090a0b","visitor":"AAECAwQ=","forget":false}""",
    ];

    private static readonly string[] Files =
    [
        "a@b.test,visit,/pricing,2026-03-01T09:00:00Z,crm-1\na@b.test,custom,Demo Request,2026-03-01 09:00,\nc@d.test,reply,,2026-03-01T09:00:00+02:00,7\n",
        "email,first name,company\na@b.test,Ada,\"Acme, Inc\"\nc@d.test,\"Zo\"\"e\",\n", "email;voornaam\na@b.test;Jan\n\n;\n", "\uFEFFemail\tname\r\n\"a@b.test\"\t'x\r\n", "\"email\"\n\"a@b.test\"x\n5\" pipe,\n",
    ];

    /// <summary>The seeds of these kinds.</summary>
    public static IReadOnlyList<byte[]> Of(SeedKind kinds) => [.. All.Value.Where(s => kinds.HasFlag(s.Kind)).Select(s => s.Bytes)];

    private static IEnumerable<(SeedKind Kind, byte[] Bytes)> Given(string? folders)
    {
        foreach (var file in (folders ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(f => Directory.Exists(f) ? Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories) : throw new InvalidOperationException($"FOLLOWUP_FUZZ_CORPUS names {f}, and there is no such folder."))
            .Where(f => new FileInfo(f).Length is > 0 and <= MostFileBytes)
            .Order(StringComparer.Ordinal))
        {
            var bytes = File.ReadAllBytes(file);
            if (!file.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            {
                yield return (file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? SeedKind.Csv : SeedKind.Mail, bytes);
                continue;
            }

            yield return (SeedKind.Json, bytes);
            foreach (var part in PartsOf(bytes).Take(MostOfOneFile))
            {
                yield return part;
            }
        }
    }

    // A file of samples holds bodies inside itself, as objects or as texts.
    private static IEnumerable<(SeedKind Kind, byte[] Bytes)> PartsOf(byte[] file)
    {
        const int Shortest = 60;
        using var document = JsonDocument.Parse(file.AsMemory(file.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0));
        var waiting = new Queue<JsonElement>([document.RootElement]);
        while (waiting.TryDequeue(out var element))
        {
            var inner = element.ValueKind switch { JsonValueKind.Object => element.EnumerateObject().Select(p => p.Value), JsonValueKind.Array => element.EnumerateArray(), _ => [] };
            foreach (var one in inner)
            {
                waiting.Enqueue(one);
            }

            if (element.ValueKind is JsonValueKind.String && element.GetString() is { Length: > Shortest } text)
            {
                yield return (text.TrimStart()[..1] is "{" or "[" ? SeedKind.Json : text.Contains('&', StringComparison.Ordinal) || text.StartsWith("--", StringComparison.Ordinal) ? SeedKind.Form : SeedKind.Mail, Encoding.UTF8.GetBytes(text));
            }
            else if (element.ValueKind is JsonValueKind.Object && element.GetRawText() is { Length: > Shortest } json)
            {
                yield return (SeedKind.Json, Encoding.UTF8.GetBytes(json));
            }
        }
    }
}
