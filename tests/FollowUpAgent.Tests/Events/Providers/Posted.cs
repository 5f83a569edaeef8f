using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Events.Providers;

/// <summary>One request as a provider sends it: its bytes, its headers and where to.</summary>
/// <param name="Path">The path, with a secret behind it for those who sign nothing.</param>
/// <param name="Body">The raw body.</param>
/// <param name="Headers">The headers.</param>
internal sealed record Posted(string Path, byte[] Body, params (string Name, string Value)[] Headers)
{
    public async Task<HttpResponseMessage> SendAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new ByteArrayContent(Body) };
        foreach (var (name, value) in Headers)
        {
            if (name == "Content-Type")
            {
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await client.SendAsync(request);
    }
}

/// <summary>A provider as seen from here: how it signs, and what its events look like by its own documentation.</summary>
internal sealed class Peer
{
    /// <summary>A key, a password, the end of a path: whatever its provider takes for a secret.</summary>
    public const string Secret = "hook-0123456789abcdefghijklmnop";

    public const string Topic = "arn:aws:sns:eu-west-1:123456789012:mails";
    private const string Address = "person0@example0.test";
    private static readonly RSA Rsa = RSA.Create(2048);

    public static readonly IReadOnlyList<Peer> All =
    [
        new("mailgun", Mailgun)
        {
            Bounce = """{"event":"failed","severity":"permanent","reason":"bounce","id":"b1","timestamp":1,"recipient":"@","delivery-status":{"code":550,"message":"5.1.1 no such user"},"message":{"headers":{"message-id":"x@elsewhere.test"}}}""",
            Policy = """{"event":"failed","severity":"permanent","reason":"generic","id":"b2","timestamp":1,"recipient":"@","delivery-status":{"code":550,"message":"5.7.1 listed by a block list"}}""",
            Complaint = """{"event":"complained","id":"c1","timestamp":1,"recipient":"@"}""",
            Unsubscribe = """{"event":"unsubscribed","id":"u1","timestamp":1,"recipient":"@"}""",
        },
        new("postmark", Unsigned("postmark"))
        {
            Bounce = """{"RecordType":"Bounce","ID":7,"Type":"HardBounce","Email":"@","MessageID":"pm-1","BouncedAt":"2026-03-02T07:00:00.1234567Z","Description":"unknown user"}""",
            Policy = """{"RecordType":"Bounce","ID":8,"Type":"Blocked","Email":"@","MessageID":"pm-1","BouncedAt":"2026-03-02T07:00:00Z"}""",
            Complaint = """{"RecordType":"SpamComplaint","ID":9,"Type":"SpamComplaint","Email":"@","MessageID":"pm-1","BouncedAt":"2026-03-02T07:00:00Z"}""",
            Unsubscribe = """{"RecordType":"SubscriptionChange","Recipient":"@","MessageID":"pm-1","ChangedAt":"2026-03-02T07:00:00Z","SuppressSending":true,"SuppressionReason":"ManualSuppression"}""",
        },
        new("amazon_ses", Sns)
        {
            Bounce = """{"eventType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"NoEmail","timestamp":"2026-03-02T07:00:00Z","bouncedRecipients":[{"emailAddress":"@","status":"5.1.1"}]},"mail":{"messageId":"ses-1","destination":["@"]}}""",
            Policy = """{"notificationType":"Bounce","bounce":{"bounceType":"Transient","bounceSubType":"ContentRejected","bouncedRecipients":[{"emailAddress":"@"}]},"mail":{"messageId":"ses-1"}}""",
            Complaint = """{"notificationType":"Complaint","complaint":{"complaintFeedbackType":"abuse","complainedRecipients":[{"emailAddress":"@"}]},"mail":{"messageId":"ses-1"}}""",
            Unsubscribe = """{"eventType":"Subscription","subscription":{"newTopicPreferences":{"unsubscribeAll":true}},"mail":{"messageId":"ses-1","destination":["@"]}}""",
        },
        new("resend", Svix)
        {
            Bounce = """{"type":"email.bounced","created_at":"2026-03-02T07:00:00Z","data":{"email_id":"r1","to":["@"],"bounce":{"type":"Permanent","subType":"NoEmail","message":"gone"}}}""",
            Policy = """{"type":"email.bounced","created_at":"2026-03-02T07:00:00Z","data":{"email_id":"r1","to":["@"],"bounce":{"type":"Transient","subType":"ContentRejected","message":"no"}}}""",
            Complaint = """{"type":"email.complained","created_at":"2026-03-02T07:00:00Z","data":{"email_id":"r1","to":["@"]}}""",
        },
        new("mailjet", Unsigned("mailjet"))
        {
            Bounce = """[{"event":"bounce","time":1,"MessageID":19421777835146490,"email":"@","hard_bounce":true,"error":"user unknown"}]""",
            Policy = """{"event":"bounce","time":1,"MessageID":19421777835146491,"email":"@","hard_bounce":true,"error":"content blocked"}""",
            Complaint = """{"event":"spam","time":1,"MessageID":19421777835146492,"email":"@","source":"JMRPP"}""",
            Unsubscribe = """{"event":"unsub","time":1,"MessageID":19421777835146493,"email":"@"}""",
        },
        new("brevo", Unsigned("brevo"))
        {
            Bounce = """{"event":"hard_bounce","email":"@","message-id":"<b@relay.test>","ts_epoch":1772434800000,"reason":"550 5.1.1 unknown"}""",
            Policy = """{"event":"blocked","email":"@","message-id":"<b@relay.test>","ts_epoch":1772434800000}""",
            Complaint = """{"event":"spam","email":"@","message-id":"<b@relay.test>","ts_epoch":1772434800001}""",
            Unsubscribe = """{"event":"unsubscribed","email":"@","message-id":"<b@relay.test>","ts_epoch":1772434800002}""",
        },
        new("sparkpost", Unsigned("sparkpost"))
        {
            Bounce = """[{"msys":{"message_event":{"type":"bounce","bounce_class":"10","event_id":"1","rcpt_to":"@","timestamp":"1772434800","raw_reason":"550 unknown"}}}]""",
            Policy = """[{"msys":{"message_event":{"type":"bounce","bounce_class":"51","event_id":"2","rcpt_to":"@","timestamp":"1772434800"}}}]""",
            Complaint = """[{"msys":{"message_event":{"type":"spam_complaint","event_id":"3","rcpt_to":"@","timestamp":"1772434800"}}}]""",
            Unsubscribe = """[{"msys":{"unsubscribe_event":{"type":"link_unsubscribe","event_id":"4","rcpt_to":"@","timestamp":"1772434800"}}}]""",
        },
        new("mandrill", Mandrill)
        {
            Bounce = """[{"event":"hard_bounce","ts":1,"_id":"m1","msg":{"email":"@","bounce_description":"bad_mailbox","diag":"smtp;550 5.1.1 unknown"}}]""",
            Policy = """[{"event":"hard_bounce","ts":1,"_id":"m2","msg":{"email":"@","diag":"smtp;550 5.7.1 refused by policy"}}]""",
            Complaint = """[{"event":"spam","ts":1,"_id":"m3","msg":{"email":"@"}}]""",
            Unsubscribe = """[{"event":"unsub","ts":1,"_id":"m4","msg":{"email":"@"}}]""",
        },
    ];

    private readonly Func<byte[], string, DateTimeOffset, Posted> sign;

    private Peer(string name, Func<byte[], string, DateTimeOffset, Posted> sign) => (Name, this.sign) = (name, sign);

    public string Name { get; }

    public required string Bounce { get; init; }

    public required string Policy { get; init; }

    public required string Complaint { get; init; }

    public string? Unsubscribe { get; init; }

    public IReadOnlyDictionary<string, string?> Settings => Secrets.Select((secret, i) => KeyValuePair.Create<string, string?>($"Webhooks:Providers:main:Secrets:{i}", secret))
        .Append(new("Webhooks:Providers:main:Provider", Name))
        .Append(new("Messages:PublicUrl", "https://mail.acme.test"))
        .ToDictionary();

    /// <summary>A secret that its provider does not sign with.</summary>
    public string WrongSecret => Name switch
    {
        "amazon_ses" => Topic + "-of-somebody-else",
        "resend" => Whsec("hook-ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        _ => "hook-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    };

    /// <summary>The first secret in its settings.</summary>
    public string RightSecret => Secrets.First();

    private IEnumerable<string> Secrets => Name switch
    {
        "amazon_ses" => [Topic, Convert.ToBase64String(Rsa.ExportSubjectPublicKeyInfo())],
        "resend" => [Whsec(Secret)],
        _ => [Secret],
    };

    public static Peer Of(string name) => All.Single(p => p.Name == name);

    /// <summary>A request that says this, about the first contact.</summary>
    public Posted Say(string json, DateTimeOffset now, string secret = Secret) => sign(Encoding.UTF8.GetBytes(json.Replace("\"@\"", $"\"{Address}\"", StringComparison.Ordinal)), secret, now);

    /// <summary>The same, at the time of an agent.</summary>
    public Posted Say(string json, Mailed to, string secret = Secret) => Say(json, to.Agent.Clock.GetUtcNow(), secret);

    /// <summary>Says it to an agent.</summary>
    public Task<HttpResponseMessage> SayAsync(string json, Mailed to, string secret = Secret) => Say(json, to, secret).SendAsync(to.Client);

    /// <summary>An agent that has sent its first mails by this provider.</summary>
    public Task<Mailed> MailAsync(DatabaseKind kind = DatabaseKind.Sqlite) => Mailed.SendAsync(kind, settings: Settings);

    private static string Whsec(string secret) => "whsec_" + Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));

    private static Func<byte[], string, DateTimeOffset, Posted> Unsigned(string name) =>
        (body, secret, _) => new Posted($"/hooks/{name}/main/{secret}", body, ("Content-Type", "application/json"));

    private static Posted Mailgun(byte[] body, string secret, DateTimeOffset now)
    {
        var (timestamp, token) = (now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), Convert.ToHexStringLower(SHA256.HashData(body)));
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(timestamp + token)));
        var json = $$$"""{"signature":{"timestamp":"{{{timestamp}}}","token":"{{{token}}}","signature":"{{{signature}}}"},"event-data":{{{Encoding.UTF8.GetString(body)}}}}""";
        return new Posted("/hooks/mailgun/main", Encoding.UTF8.GetBytes(json), ("Content-Type", "application/json"));
    }

    private static Posted Svix(byte[] body, string secret, DateTimeOffset now)
    {
        var (id, timestamp) = ("msg_" + Convert.ToHexString(SHA256.HashData(body))[..8], now.ToUnixTimeSeconds());
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
        return new Posted("/hooks/resend/main", body, ("svix-id", id), ("svix-timestamp", $"{timestamp}"), ("svix-signature", $"v1a,AAAA v1,{signature}"));
    }

    private static Posted Mandrill(byte[] body, string secret, DateTimeOffset now)
    {
        var json = Encoding.UTF8.GetString(body);
        var signed = $"https://mail.acme.test/hooks/mandrill/mainmandrill_events{json}";
#pragma warning disable CA5350
        var signature = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(signed)));
#pragma warning restore CA5350
        return new Posted(
            "/hooks/mandrill/main", Encoding.UTF8.GetBytes("mandrill_events=" + Uri.EscapeDataString(json)), ("Content-Type", "application/x-www-form-urlencoded"), ("X-Mandrill-Signature", signature));
    }

    private static Posted Sns(byte[] body, string secret, DateTimeOffset now)
    {
        using var key = RSA.Create(2048);
        return Sns(Encoding.UTF8.GetString(body), secret == Secret ? Rsa : key);
    }

    private static Posted Sns(string message, RSA key)
    {
        var fields = new Dictionary<string, string>
        {
            ["Message"] = message,
            ["MessageId"] = "sns-" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(message)))[..8],
            ["Timestamp"] = "2026-03-02T07:00:00.000Z",
            ["TopicArn"] = Topic,
            ["Type"] = "Notification",
        };
        var signed = string.Concat(fields.Select(f => $"{f.Key}\n{f.Value}\n"));
        fields["SignatureVersion"] = "2";
        fields["Signature"] = Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        fields["SigningCertURL"] = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem";
        return new Posted(
            "/hooks/amazon_ses/main", JsonSerializer.SerializeToUtf8Bytes(fields), ("Content-Type", "text/plain; charset=UTF-8"), ("x-amz-sns-message-type", "Notification"), ("x-amz-sns-message-id", fields["MessageId"]));
    }
}
