using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Contacts.Import;
using FollowUpAgent.Events;
using FollowUpAgent.Events.Mail;
using FollowUpAgent.Events.Providers;
using FollowUpAgent.Events.Replies;
using FollowUpAgent.Events.Visits;
using FollowUpAgent.Hosting;
using FollowUpAgent.Signals;
using FollowUpAgent.Signals.Import;
using FollowUpAgent.Tests.Events.Providers;
using FollowUpAgent.Tests.House;
using MessageIds = FollowUpAgent.Messages.MessageIds;

namespace FollowUpAgent.Tests.Events.Fuzz;

/// <summary>Every reader of what comes from outside.</summary>
internal static class FuzzTargets
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 7, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 3, 2);
    private static readonly MimeReader Mime = new();
    private static readonly Readers Readers = new(AllProviders.Create(), Mime, () => ReplyReader.Shipped);
    private static readonly SignedTokens Tokens = new(new SigningKey(1, new byte[32]));
    private static readonly string?[] Types = [null, "application/json", "multipart/form-data; boundary=b", "application/x-www-form-urlencoded"];
    private static readonly string[] Names = ["utf-16", "utf-32", "utf-7", "ucs-2", "latin1", .. CodePagesEncodingProvider.Instance.GetEncodings().Select(e => e.Name)];
    private static readonly JsonSerializerOptions AsSns = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private static readonly Lazy<string> CsvPath = new(() => Path.Combine(TestFolder.New("fuzz"), "contacts.csv"));

    private static readonly PageGroups Pages = new(new SignalsOptions { Pages = new() { ["pricing"] = ["/pricing*", "/*a*b*c*d"], ["jobs"] = ["/*/*/*/*/x"] } });
    private static readonly SignalRowReader SignalRows = new(
        new SignalColumns(0, -1, 1, 2, 3, 4), new AddressKeys(new KeyRing(new byte[32])), Pages, local => new DateTimeOffset(local, TimeSpan.Zero), Now);

    public static readonly IReadOnlyList<FuzzTarget> All =
    [
        .. AllProviders.Create().SelectMany(a => Types.Select(t => new FuzzTarget($"{a.Name}, {t?.Split(';')[0] ?? "untyped"}", 1, t?.Contains("form", StringComparison.Ordinal) == true ? SeedKind.Form | SeedKind.Mail : SeedKind.Json, body => Deliver(a, t, body)))),
        new("amazon_ses, inside a message of SNS", 2, SeedKind.Json | SeedKind.Mail, body => DeliverBySns(Envelope(body))),
        new("mandrill, inside a form", 2, SeedKind.Json, body => Deliver(new Mandrill(), null, Encoding.UTF8.GetBytes("mandrill_events=" + Uri.EscapeDataString(Encoding.UTF8.GetString(body))))),
        new("form body", 2, SeedKind.Form, body => Array.ForEach(Types, type => FormBody.Read(body, type).Text("text", "utf-7"))),
        new("event webhook", 2, SeedKind.Json, body => Keep(EventReader.Read(body).Events)),
        new("event API", 2, SeedKind.Json, body => Keep(ApiEventReader.Read(body).Events)),
        new("visit, as the script reports it", 1, SeedKind.Json | SeedKind.Text, body => Visit(VisitReader.Read(body))),
        new("visit, as it was kept", 1, SeedKind.Json, body => Keep(VisitReader.ReadKept(body).Events)),
        new("page groups", 1, SeedKind.Text, body => Pages.GroupOf(Text(body))),
        new("rows of signals", 1, SeedKind.Csv | SeedKind.Text, body => Rows(Text(body))),
        new("MIME", 4, SeedKind.Mail | SeedKind.Form, body => Mime.Read(body)),
        new("mail, classified", 8, SeedKind.Mail, body => Keep(Readers.Read(new InboxRow { Endpoint = MailEndpoint.Endpoint, Body = body, ReceivedAt = Now }).Events)),
        new("mail, answered to who asks", 4, SeedKind.Mail, body => MailReading.Of(Mime.Read(body), Now)),
        new("bounce", 2, SeedKind.Mail, body => Bounce(Text(body))),
        new("answer", 4, SeedKind.Mail | SeedKind.Text, body => Answer(Text(body))),
        new("headers", 2, SeedKind.Mail | SeedKind.Text, body => Headers(body)),
        new("words of a header", 2, SeedKind.Text, body => EncodedWordReader.Decode(Text(body))),
        new("transfer encodings", 1, SeedKind.Mail | SeedKind.Text, body => Array.ForEach(["base64", "quoted-printable", "x"], e => TransferEncoding.Decode(e, body))),
        new("charsets", 1, SeedKind.Text, body => Array.ForEach([Text(body[..Math.Min(40, body.Length)]), Names[body.Length % Names.Length]], name => Charsets.Decode(name, body))),
        new("content types", 1, SeedKind.Text, body => ContentType.Parse(Text(body)).Parameter("boundary")),
        new("HTML", 1, SeedKind.Mail | SeedKind.Text, body => HtmlText.Read(Text(body))),
        new("dates", 2, SeedKind.Text, body => Dates(Text(body))),
        new("tokens and signatures", 2, SeedKind.Text, body => Signatures(Text(body), body)),
        new("addresses and ids", 1, SeedKind.Text, body => Addresses(Text(body))),
        new("file of contacts", 2, SeedKind.Csv, ReadFile),
    ];

    private static void Visit(VisitReport? said)
    {
        Pages.GroupOf(said?.Page);
        new VisitTokens(Tokens).Read(said?.Token, Now);
        Strict.GetByteCount($"{said?.Page}{said?.Visitor}");
    }

    private static void Rows(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            var (draft, _) = SignalRows.Read(line.Split(','), 1);
            Strict.GetByteCount(draft?.Name ?? "");
            draft?.IdFor(new ContactId(Guid.Empty));
        }
    }

    private static string Text(byte[] body) => Charsets.Decode(null, body);

    private static void Deliver(IEventProvider adapter, string? type, byte[] body)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["svix-id"] = "a", ["svix-timestamp"] = "1772434800", ["svix-signature"] = "v1,a" };
        if (type is not null)
        {
            headers["Content-Type"] = type;
        }

        adapter.Check(new ProviderDelivery(headers.GetValueOrDefault, body) { Url = "https://x.test/", PathSecret = Peer.Secret, FetchedKey = [1] }, [Peer.Secret, Peer.Topic], Now);
        Keep(Readers.Read(new InboxRow { Endpoint = $"{adapter.Name}/main", Headers = JsonSerializer.Serialize(headers), Body = body, ReceivedAt = Now }).Events);
    }

    // Where each letter is escaped by six, the body is larger than the door lets in.
    private static void DeliverBySns(byte[] body)
    {
        if (body.Length <= Intake.MostBytes)
        {
            Deliver(new AmazonSes(), null, body);
        }
    }

    // What goes into the database, or is looked up there, has to be text for PostgreSQL: no NUL, no half of a surrogate pair.
    private static void Keep(IEnumerable<(int Position, Heard Event)> events)
    {
        foreach (var (_, heard) in events)
        {
            foreach (var text in new[] { heard.Kind, heard.Detail, heard.QueueId, heard.Url }.OfType<string>())
            {
                Strict.GetByteCount(text);
                Assert.False(text.Contains('\0', StringComparison.Ordinal), "PostgreSQL takes no NUL.");
            }

            foreach (var name in heard.Names)
            {
                MessageIds.TryRead(name, out _);
                Tokens.TryRead(name, TokenPurpose.Reply, out _);
            }

            AddressKeys.Normalise(heard.Email);
            AddressKeys.Normalise(heard.FailedAddress);
            EventIntake.KeyOf("a/b", heard.Key ?? "");
        }
    }

    // SNS escapes what JSON asks for, and no more.
    private static byte[] Envelope(byte[] message) => JsonSerializer.SerializeToUtf8Bytes(
        new Dictionary<string, string>
        {
            ["Type"] = "Notification",
            ["MessageId"] = "1",
            ["TopicArn"] = Peer.Topic,
            ["Message"] = Text(message),
            ["Timestamp"] = "2026-03-02T07:00:00.000Z",
            ["SignatureVersion"] = "2",
            ["Signature"] = "AAAA",
            ["SigningCertURL"] = "https://sns.eu-west-1.amazonaws.com/a.pem",
        },
        AsSns);

    private static void Bounce(string text)
    {
        var mail = new ReceivedMail { Headers = [new MailHeader("From", "MAILER-DAEMON@x.test"), new MailHeader("Subject", text), new MailHeader("X-Failed-Recipients", text)], Text = text, AllText = text };
        BounceReader.Read(mail);
        _ = BounceReader.NamesOf(mail).ToList();
        ComplaintReader.Read(mail);
        BounceRules.Of(text, text);
        BounceCodes.Find(text, text);
    }

    private static void Answer(string text)
    {
        ReplyReader.Shipped.Understand(text);
        ReplyReader.Shipped.Read(new ReceivedMail { Headers = [new MailHeader("Subject", text), new MailHeader("Auto-Submitted", "auto-replied")], Text = text }, Now);
        ReplyText.AsksToLeave(ReplyText.WithoutQuotes(text));
    }

    private static void Headers(byte[] body)
    {
        HeaderBlock.Read(body, out _);
        HeaderBlock.ReadGroups(body);
    }

    private static void Dates(string text)
    {
        JsonFields.TimeOf(text);
        ReplyDates.Find(text, Today);
        MailClassifier.DateOf(new ReceivedMail { Headers = [new MailHeader("Date", text)] });
    }

    private static void Signatures(string text, byte[] body)
    {
        foreach (var purpose in Enum.GetValues<TokenPurpose>())
        {
            Tokens.TryRead(text, purpose, out _);
        }

        StandardSignature.ReadSecret(text);
        StandardSignature.WhyRefused("a", "1772434800", text, body, [text, Webhook.Secret], Now);
        StandardSignature.WhyRefused(text, text, text, body, [text], Now);
        SnsMessage.IsOwnUrl(text, out _);
        Assert.All(AllProviders.Create(), a => a.IsSecret(text));
    }

    private static void Addresses(string text)
    {
        AddressKeys.Normalise(text);
        MailClassifier.AddressIn(text);
        _ = MailClassifier.IdsIn(text).Count;
        MessageIds.TryRead(text, out _);
        MachineAgents.Is(text);
    }

    private static void ReadFile(byte[] body)
    {
        File.WriteAllBytes(CsvPath.Value, body);
        try
        {
            using var file = CsvFile.OpenAsync(CsvPath.Value, CancellationToken.None).GetAwaiter().GetResult();
            while (file.ReadAsync(CancellationToken.None).GetAwaiter().GetResult())
            {
                // Each row in turn.
            }
        }
        catch (ImportException)
        {
            // The one thing it may say.
        }
    }
}
