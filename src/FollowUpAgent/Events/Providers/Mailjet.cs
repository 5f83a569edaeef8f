using System.Globalization;
using System.Text.Json;

namespace FollowUpAgent.Events.Providers;

/// <summary>
/// Mailjet: an array of events if they are grouped, else one bare object, unsigned (https://dev.mailjet.com/email/guides/webhooks/).
/// Its message ids do not fit a double. Received mail comes parsed.
/// </summary>
internal sealed class Mailjet : IUnsignedProvider
{
    private static readonly string[] Gone = ["user unknown", "mailbox inactive", "invalid domain", "no mail host", "typofix"];
    private static readonly string[] Unwanted = ["content blocked", "duplicate in campaign", "preblocked", "spam"];
    private static readonly string[] Echoed = ["CustomID", "Payload"];
    private static readonly string[] Refused = ["sender blocked", "policy issue", "relay/access denied", "blacklisted"];

    /// <inheritdoc />
    public string Name => "mailjet";

    /// <inheritdoc />
    public ProviderReading Read(ProviderDelivery delivery) => EventElements.Read(delivery.Body, ReadOne);

    private static ProviderReading? ReadOne(JsonElement e)
    {
        if (e.Text("event") is { } name)
        {
            return new ProviderReading([Event(e, name)], [], null);
        }

        return e.Get("Headers").ValueKind is JsonValueKind.Object || e.Text("Sender") is not null || e.Get("Parts").ValueKind is JsonValueKind.Array
            ? ProviderReading.Of(Inbound(e))
            : null;
    }

    private static ProviderEvent Event(JsonElement e, string name)
    {
        var (error, id, at) = (e.Text("error"), e.Text("MessageID"), e.Time("time"));
        var (comment, isHard) = (e.Text("comment"), e.IsTrue("hard_bounce"));
        return new ProviderEvent(KindOf(name, error == "greylisted" && !isHard))
        {
            Subtype = error ?? e.Text("source") ?? name,
            OccurredAt = at,
            MessageId = id,
            Names = [e.Text("CustomID")],
            Recipient = e.Text("email"),
            Url = e.Text("url"),
            Reason = comment ?? error ?? e.Text("smtp_reply"),
            StatusCode = BounceCodes.Find(comment, null) ?? BounceCodes.Find(e.Text("smtp_reply"), null),
            Bounce = BounceOf(error, isHard, comment ?? e.Text("smtp_reply")),
            Machine = MachineAgents.Is(e.Text("agent")),
            UserAgent = e.Text("agent"),
            Address = e.Text("ip"),
            Tags = e.Texts("customcampaign"),
            Metadata = MetadataOf(e),
            Key = string.Join('\n', name, id, e.Text("email"), $"{at:O}", e.Text("url")),
        };
    }

    private static string KindOf(string name, bool isTriedAgain) => name switch
    {
        // "sent" is its word for what the recipient's server took.
        "sent" => EventKind.Delivered,
        "open" => EventKind.Opened,
        "click" => EventKind.Clicked,
        "bounce" => isTriedAgain ? EventKind.Deferred : EventKind.Bounced,
        "blocked" => isTriedAgain ? EventKind.Deferred : EventKind.Rejected,
        "spam" => EventKind.Complained,
        "unsub" => EventKind.Unsubscribed,
        _ => EventKind.Other,
    };

    private static BounceClass BounceOf(string? error, bool isHard, string? words) => error switch
    {
        _ when Refused.Contains(error) => BounceClass.Policy,
        _ when Unwanted.Contains(error) => BounceClass.Content,
        _ when Gone.Contains(error) || (isHard && error is null) => BounceClass.Hard,
        "system issue" or "protocol issue" => BounceClass.Transient,
        _ => BounceWords.OfSoft(words),
    };

    private static IReadOnlyDictionary<string, JsonElement> MetadataOf(JsonElement e)
    {
        var payload = e.Get("Payload").Map();
        var rest = Echoed.Where(f => e.Text(f) is not null && (f != "Payload" || payload.Count == 0));
        return payload.Concat(rest.Select(f => KeyValuePair.Create(f, e.Get(f).Clone()))).DistinctBy(f => f.Key).ToDictionary();
    }

    private static InboundMail Inbound(JsonElement e) => new()
    {
        Headers = InboundMail.HeadersOf(
            InboundMail.HeadersOf(e.Get("Headers")),
            ("From", e.Text("From") ?? e.Text("Sender")),
            ("To", e.Text("Recipient")),
            ("Subject", e.Text("Subject"))),
        Text = e.Text("Text-part"),
        Html = e.Text("Html-part"),
        Sender = e.Text("Sender"),
        Recipient = e.Text("Recipient"),
        ReceivedAt = TimeOf(e.Text("Date")),
        Attachments = [.. e.Get("Parts").Items().Where(p => p.Text("ContentRef")?.Contains("Attachment", StringComparison.Ordinal) == true).Select(p => AttachmentOf(p, e))],
    };

    private static InboundAttachment AttachmentOf(JsonElement part, JsonElement e)
    {
        var type = Mail.ContentType.Parse(part.Text("Headers", "Content-Type"));
        var name = Mail.ContentType.Parse(part.Text("Headers", "Content-Disposition")).Parameter("filename") ?? type.Parameter("name");
        return new InboundAttachment(name, type.Name, e.Text(part.Text("ContentRef")!)?.Length * 3L / 4);
    }

    // "20150410T160638"
    private static DateTimeOffset? TimeOf(string? text) =>
        DateTimeOffset.TryParseExact(text, "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : JsonFields.TimeOf(text);
}
