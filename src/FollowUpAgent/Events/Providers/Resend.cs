using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FollowUpAgent.Events.Mail;

namespace FollowUpAgent.Events.Providers;

/// <summary>
/// Resend: one JSON object a post, signed by Svix: HMAC-SHA-256 over id, timestamp and the raw body, signed anew at every try
/// (https://docs.svix.com/receiving/verifying-payloads/how-manual). It says nothing of who of several recipients is meant: one recipient
/// a message.
/// </summary>
internal sealed class Resend : IEventProvider
{
    private const string Prefix = "whsec_";

    /// <inheritdoc />
    public string Name => "resend";

    /// <inheritdoc />
    public string SecretForm => "Resend's signing secret: 'whsec_' and 24 to 64 bytes in base64";

    /// <inheritdoc />
    public bool IsSecret(string secret) => StandardSignature.ReadSecret(Full(secret)) is not null;

    /// <inheritdoc />
    public ProviderVerdict Check(ProviderDelivery delivery, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        string? Signed(string name) => delivery.Header($"svix-{name}") ?? delivery.Header($"webhook-{name}");
        var id = Signed("id");
        return StandardSignature.WhyRefused(id, Signed("timestamp"), Signed("signature"), delivery.Body, secrets.Select(Full), now) is { } reason
            ? new ProviderVerdict.Refused(reason)
            : new ProviderVerdict.Accepted(SHA256.HashData(Encoding.UTF8.GetBytes(id!)), new Dictionary<string, string> { ["svix-id"] = id! });
    }

    /// <inheritdoc />
    public ProviderReading Read(ProviderDelivery delivery)
    {
        var id = delivery.Header("svix-id") ?? delivery.Header("webhook-id");
        return EventElements.Read(delivery.Body, e => ReadOne(e, id));
    }

    private static ProviderReading? ReadOne(JsonElement e, string? id)
    {
        if (e.Text("type") is not { } type)
        {
            return null;
        }

        var data = e.Get("data");
        if (type == "email.received")
        {
            return ProviderReading.Of(Inbound(e, data));
        }

        var (bounce, at) = (data.Get("bounce"), e.Time("created_at") ?? data.Time("created_at"));
        var reason = bounce.Text("message") ?? data.Text("failed", "reason") ?? data.Text("suppressed", "message") ?? data.Text("reason");
        var recipient = MailClassifier.AddressIn(data.FirstText("to") ?? data.Text("email"));
        return new ProviderReading(
            [
                new ProviderEvent(KindOf(type))
                {
                    Subtype = bounce.Text("subType") ?? bounce.Text("type") ?? data.Text("suppressed", "type") ?? type,
                    OccurredAt = data.Time("click", "timestamp") ?? data.Time("open", "timestamp") ?? at,
                    ProviderEventId = id,
                    MessageId = data.Text("email_id"),
                    Names = [HeadersOf(data).Find("Message-ID"), data.Text("message_id")],
                    Recipient = recipient,
                    Url = data.Text("click", "link"),
                    Reason = reason,
                    StatusCode = BounceCodes.Find(reason, null),
                    Bounce = type == "email.suppressed" ? BounceClass.Hard : BounceOf(bounce, reason),
                    Machine = MachineAgents.Is(data.Text("click", "userAgent") ?? data.Text("open", "userAgent")),
                    UserAgent = data.Text("click", "userAgent") ?? data.Text("open", "userAgent"),
                    Address = data.Text("click", "ipAddress") ?? data.Text("open", "ipAddress"),
                    Metadata = TagsOf(data),
                    Key = id ?? string.Join('\n', type, data.Text("email_id"), $"{at:O}", recipient, data.Text("click", "link")),
                },
            ],
            [],
            null);
    }

    private static string KindOf(string type) => type switch
    {
        "email.sent" or "email.scheduled" => EventKind.Accepted,
        "email.delivered" => EventKind.Delivered,
        "email.delivery_delayed" => EventKind.Deferred,
        "email.bounced" => EventKind.Bounced,
        "email.complained" => EventKind.Complained,
        "email.opened" => EventKind.Opened,
        "email.clicked" => EventKind.Clicked,
        "email.failed" => EventKind.Failed,
        "email.suppressed" => EventKind.Rejected,
        _ => EventKind.Other,
    };

    private static BounceClass? BounceOf(JsonElement bounce, string? reason) =>
        BounceWords.OfSes(bounce.Text("type"), bounce.Text("subType"), isSilent: BounceCodes.Find(reason, null) is null);

    private static IReadOnlyDictionary<string, JsonElement> TagsOf(JsonElement data)
    {
        var tags = new Dictionary<string, JsonElement>();
        foreach (var tag in data.Get("tags").Items().Where(t => t.Text("name") is not null))
        {
            tags[tag.Text("name")!] = tag.Get("value").Clone();
        }

        return tags.Count > 0 ? tags : data.Get("tags").Map();
    }

    private static IEnumerable<MailHeader> HeadersOf(JsonElement data) => InboundMail.HeadersOf(data.Get("headers"), "name", "value").Concat(InboundMail.HeadersOf(data.Get("headers")));

    // Its text is behind an API call; what is told here is enough to know whose answer it is.
    private static InboundMail Inbound(JsonElement e, JsonElement data) => new()
    {
        Headers = InboundMail.HeadersOf(
            HeadersOf(data),
            ("From", data.Text("from")),
            ("To", string.Join(", ", data.Texts("to"))),
            ("Cc", string.Join(", ", data.Texts("cc"))),
            ("Subject", data.Text("subject")),
            ("Message-ID", data.Text("message_id"))),
        Text = data.Text("text"),
        Html = data.Text("html"),
        Recipient = data.FirstText("to"),
        ProviderEventId = data.Text("email_id"),
        ReceivedAt = e.Time("created_at"),
        Attachments = [.. data.Get("attachments").Items().Select(a => new InboundAttachment(a.Text("filename"), a.Text("content_type"), null))],
    };

    private static string Full(string secret) => secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret : Prefix + secret;
}
