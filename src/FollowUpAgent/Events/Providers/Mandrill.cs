using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FollowUpAgent.Events.Providers;

/// <summary>
/// Mandrill: a form whose field <c>mandrill_events</c> is a JSON array, signed by HMAC-SHA-1 over the exact address of the webhook and every
/// field in the order of their names (https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/). The address
/// comes from configuration: behind a proxy the request does not know it.
/// </summary>
internal sealed class Mandrill : IEventProvider
{
    private const string SignatureHeader = "X-Mandrill-Signature";
    private const string EventsField = "mandrill_events";
    private const int ShortestKey = 16;

    // With this key it asks whether a new webhook answers, before anybody can know the real one; such a post holds no events.
    private const string TestKey = "test-webhook";

    /// <inheritdoc />
    public string Name => "mandrill";

    /// <inheritdoc />
    public string SecretForm => "Mandrill's webhook key, at least 16 characters";

    /// <inheritdoc />
    public bool IsSecret(string secret) => secret.Length is >= ShortestKey and <= 256;

    /// <inheritdoc />
    public ProviderVerdict Check(ProviderDelivery delivery, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        if (delivery.Header(SignatureHeader) is not { Length: > 0 and <= 256 } signature)
        {
            return new ProviderVerdict.Refused($"the header {SignatureHeader} is needed");
        }

        if (delivery.Url is not { } url)
        {
            return new ProviderVerdict.Refused("it signs the address of the webhook, which is not known here");
        }

        var form = Form(delivery);
        var signed = Encoding.UTF8.GetBytes(url + string.Concat(form.Fields.OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => f.Name + f.Text(null))));
        var keys = form.Text(EventsField)?.Trim() == "[]" ? secrets.Append(TestKey) : secrets;
        var fits = keys.Aggregate(false, (found, key) => IsSigned(key, signed, signature) || found);
        return fits ? SharedSecret.Accept(delivery) : new ProviderVerdict.Refused("no signature fits; is the address exactly the one that Mandrill knows?");
    }

    /// <inheritdoc />
    public ProviderReading Read(ProviderDelivery delivery) => Form(delivery).Text(EventsField) is { } json
        ? EventElements.Read(Encoding.UTF8.GetBytes(json), ReadOne)
        : ProviderReading.Nothing($"a form without the field {EventsField}");

    private static FormBody Form(ProviderDelivery delivery) => FormBody.Read(delivery.Body, delivery.Header("Content-Type"));

    // SHA-1 is what it signs with; as a MAC it still holds (RFC 6151).
#pragma warning disable CA5350
    private static bool IsSigned(string key, byte[] signed, string signature) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(key), signed))), Encoding.ASCII.GetBytes(signature));
#pragma warning restore CA5350

    private static ProviderReading? ReadOne(JsonElement e)
    {
        if ((e.Text("event") ?? e.Text("type")) is not { } name)
        {
            return null;
        }

        var message = e.Get("msg");
        if (name == "inbound")
        {
            return ProviderReading.Of(Inbound(e, message));
        }

        var (id, recipient) = (e.Text("_id") ?? message.Text("_id"), message.Text("email") ?? e.Text("reject", "email"));
        var url = e.Text("url") ?? (name == "click" ? message.Get("clicks").Items().LastOrDefault().Text("url") : null);
        var (words, rejected) = (message.Text("diag"), e.Text("reject", "reason") ?? message.Get("reject").Text("reason"));
        var at = e.Time("ts");
        return new ProviderReading(
            [
                new ProviderEvent(KindOf(name))
                {
                    Subtype = message.Text("bounce_description") ?? rejected ?? name,
                    OccurredAt = at,
                    MessageId = id,
                    Recipient = recipient,
                    Url = url,
                    Reason = words ?? message.Text("bounce_description") ?? e.Text("reject", "detail") ?? rejected ?? message.Text("reject"),
                    StatusCode = BounceCodes.Find(words, null),
                    Bounce = BounceOf(name, words, rejected),
                    Machine = MachineAgents.Is(e.Text("user_agent")),
                    UserAgent = e.Text("user_agent"),
                    Address = e.Text("ip"),
                    Tags = message.Texts("tags"),
                    Metadata = message.Get("metadata").Map(),
                    Key = string.Join('\n', name, id, e.Text("ts"), url, e.Text("ip"), recipient),
                },
            ],
            [],
            null);
    }

    private static string KindOf(string name) => name switch
    {
        "send" => EventKind.Accepted,
        "deferral" => EventKind.Deferred,
        "delivered" => EventKind.Delivered,
        "hard_bounce" or "soft_bounce" => EventKind.Bounced,
        "open" => EventKind.Opened,
        "click" => EventKind.Clicked,
        "spam" => EventKind.Complained,
        "unsub" => EventKind.Unsubscribed,
        "reject" => EventKind.Rejected,
        _ => EventKind.Other,
    };

    private static BounceClass? BounceOf(string name, string? words, string? rejected) => name switch
    {
        "hard_bounce" => BounceWords.OfHard(words),
        "soft_bounce" => BounceWords.OfSoft(words),
        "reject" => rejected is "hard-bounce" or "spam" or "unsub" ? BounceClass.Hard : BounceClass.Content,
        _ => null,
    };

    private static InboundMail Inbound(JsonElement e, JsonElement message) => new()
    {
        Raw = message.Text("raw_msg") is { } raw ? Encoding.UTF8.GetBytes(raw) : null,
        Headers = InboundMail.HeadersOf(
            InboundMail.HeadersOf(message.Get("headers")),
            ("From", message.Text("from_name") is { } name ? $"{name} <{message.Text("from_email")}>" : message.Text("from_email")),
            ("To", string.Join(", ", message.Get("to").Items().Select(t => t.Items().Select(JsonFields.TextOf).FirstOrDefault()).OfType<string>())),
            ("Subject", message.Text("subject"))),
        Text = message.Text("text"),
        Html = message.Text("html"),
        Recipient = message.Text("email"),
        ReceivedAt = e.Time("ts"),
        Attachments = [.. message.Get("attachments").ValueKind is JsonValueKind.Object
            ? message.Get("attachments").EnumerateObject().Select(a => new InboundAttachment(a.Value.Text("name") ?? a.Name, a.Value.Text("type"), null))
            : []],
    };
}
