using System.Text.Json;

namespace FollowUpAgent.Events.Providers;

/// <summary>
/// Postmark: one JSON object a post, unsigned (https://postmarkapp.com/developer/webhooks/webhooks-overview).
/// A received mail has no RecordType. At 403 it would never come again.
/// </summary>
internal sealed class Postmark : IUnsignedProvider
{
    /// <inheritdoc />
    public string Name => "postmark";

    /// <inheritdoc />
    public ProviderReading Read(ProviderDelivery delivery) => EventElements.Read(delivery.Body, ReadOne);

    private static ProviderReading? ReadOne(JsonElement e)
    {
        var record = e.Text("RecordType");
        if (record is "Inbound" || (record is null && (e.Get("FromFull").ValueKind is JsonValueKind.Object || e.Text("From") is not null)))
        {
            return ProviderReading.Of(Inbound(e));
        }

        if (record is null)
        {
            return null;
        }

        var (type, recipient, id) = (e.Text("Type"), e.Text("Recipient") ?? e.Text("Email"), e.Text("MessageID"));
        var at = e.Time("DeliveredAt") ?? e.Time("BouncedAt") ?? e.Time("ReceivedAt") ?? e.Time("ChangedAt");
        var (kind, bounce) = KindOf(record, type, e);
        return new ProviderReading(
            [
                new ProviderEvent(kind)
                {
                    Subtype = type ?? e.Text("SuppressionReason") ?? record,
                    OccurredAt = at,
                    ProviderEventId = e.Text("ID"),
                    MessageId = id,
                    Recipient = recipient,
                    Url = e.Text("OriginalLink"),
                    Reason = e.Text("Description") ?? (record == "SubscriptionChange" ? e.Text("SuppressionReason") : null) ?? e.Text("Details"),
                    StatusCode = BounceCodes.Find(e.Text("Details"), e.Text("Description")),
                    Bounce = bounce,
                    Machine = MachineAgents.Is(e.Text("UserAgent")),
                    UserAgent = e.Text("UserAgent"),
                    Address = e.Text("Geo", "IP"),
                    Tags = e.Texts("Tag"),
                    Metadata = e.Get("Metadata").Map(),
                    // A bounce and a complaint about the same mail may carry the same number.
                    Key = string.Join('\n', record, e.Text("ID") ?? string.Join('\n', id, recipient, $"{at:O}", e.Text("OriginalLink"))),
                },
            ],
            [],
            null);
    }

    private static (string Kind, BounceClass? Bounce) KindOf(string record, string? type, JsonElement e) => record switch
    {
        "Delivery" => (EventKind.Delivered, null),
        "Open" => (EventKind.Opened, null),
        "Click" => (EventKind.Clicked, null),
        "SpamComplaint" => (EventKind.Complained, null),
        "SubscriptionChange" => (e.IsTrue("SuppressSending") ? EventKind.Unsubscribed : EventKind.Resubscribed, null),
        "Bounce" => BounceOf(type),
        _ => (EventKind.Other, null),
    };

    // https://postmarkapp.com/developer/api/bounce-api#bounce-types
    private static (string Kind, BounceClass? Bounce) BounceOf(string? type) => type switch
    {
        "HardBounce" => (EventKind.Bounced, BounceClass.Hard),
        "BadEmailAddress" => (EventKind.Rejected, BounceClass.Hard),
        "ManuallyDeactivated" or "Unconfirmed" => (EventKind.Rejected, BounceClass.Content),
        "Transient" or "DnsError" or "OpenRelayTest" => (EventKind.Deferred, null),
        "Unsubscribe" => (EventKind.Unsubscribed, null),
        "Subscribe" => (EventKind.Resubscribed, null),
        "SpamComplaint" => (EventKind.Complained, null),
        "AutoResponder" or "AddressChange" or "ChallengeVerification" or "InboundError" => (EventKind.Other, null),
        "SMTPApiError" or "TemplateRenderingFailed" => (EventKind.Failed, null),
        "Blocked" or "DMARCPolicy" => (EventKind.Bounced, BounceClass.Policy),
        "SpamNotification" or "VirusNotification" => (EventKind.Bounced, BounceClass.Content),
        "SoftBounce" => (EventKind.Bounced, BounceClass.Soft),
        _ => (EventKind.Bounced, BounceClass.Undetermined),
    };

    private static InboundMail Inbound(JsonElement e) => new()
    {
        Raw = e.Text("RawEmail") is { } raw ? System.Text.Encoding.UTF8.GetBytes(raw) : null,
        Headers = InboundMail.HeadersOf(
            InboundMail.HeadersOf(e.Get("Headers"), "Name", "Value"),
            ("From", e.Text("From") ?? e.Text("FromFull", "Email")),
            ("To", e.Text("To")),
            ("Cc", e.Text("Cc")),
            ("Subject", e.Text("Subject")),
            ("Date", e.Text("Date")),
            ("Reply-To", e.Text("ReplyTo"))),
        Text = e.Text("TextBody"),
        Html = e.Text("HtmlBody"),
        StrippedText = e.Text("StrippedTextReply"),
        Recipient = e.Text("OriginalRecipient"),
        ProviderEventId = e.Text("MessageID"),
        Attachments = [.. e.Get("Attachments").Items().Select(a => new InboundAttachment(a.Text("Name"), a.Text("ContentType"), long.TryParse(a.Text("ContentLength"), out var bytes) ? bytes : null))],
    };
}
