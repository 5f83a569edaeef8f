using System.Text;
using System.Text.Json;
using FollowUpAgent.Events.Mail;

namespace FollowUpAgent.Events.Providers;

/// <summary>What SES says in a notification: by event publishing (<c>eventType</c>) or by feedback (<c>notificationType</c>).</summary>
internal static class SesMessage
{
    private static readonly string[] Recipients = ["bouncedRecipients", "complainedRecipients", "delayedRecipients", "recipients"];

    /// <summary>The events and the mail in a notification; one event a recipient.</summary>
    public static ProviderReading Read(SnsMessage notification)
    {
        if (JsonFields.TryParseText(notification.Message) is not { ValueKind: JsonValueKind.Object } said || (said.Text("eventType") ?? said.Text("notificationType")) is not { } type)
        {
            // After a set-up SES says so in plain words.
            return ProviderReading.Nothing(notification.Message.StartsWith("Successfully validated", StringComparison.Ordinal) ? null : "the notification is nothing of SES");
        }

        return type == "Received"
            ? ProviderReading.Of(Inbound(said, notification))
            : new ProviderReading([.. EventsIn(said, notification.Id)], [], null);
    }

    /// <summary>The events in what SES says, one a recipient.</summary>
    /// <param name="said">What it says.</param>
    /// <param name="id">The name of the notification.</param>
    public static IReadOnlyList<ProviderEvent> EventsIn(JsonElement said, string id) =>
        (said.Text("eventType") ?? said.Text("notificationType")) is { } type ? [.. RecipientsOf(said, type).Select(r => Event(said, type, r, id))] : [];

    private static ProviderEvent Event(JsonElement said, string type, JsonElement recipient, string id)
    {
        var (mail, body) = (said.Get("mail"), BodyOf(said, type));
        var address = MailClassifier.AddressIn(recipient.Text("emailAddress") ?? JsonFields.TextOf(recipient));
        var (words, bounceType, cause) = (recipient.Text("diagnosticCode"), body.Text("bounceType"), body.Text("bounceSubType"));
        var headers = InboundMail.HeadersOf(mail.Get("headers"), "name", "value").ToList();
        return new ProviderEvent(KindOf(type, body))
        {
            Subtype = bounceType is null ? body.Text("complaintFeedbackType") ?? body.Text("complaintSubType") ?? body.Text("delayType") ?? type : $"{bounceType}/{cause}",
            OccurredAt = body.Time("timestamp") ?? mail.Time("timestamp"),
            ProviderEventId = id,
            MessageId = mail.Text("messageId"),
            Names = [headers.Find("Message-ID"), mail.Text("commonHeaders", "messageId")],
            Recipient = address,
            Url = body.Text("link"),
            Reason = words ?? body.Text("reason") ?? body.Text("errorMessage") ?? body.Text("smtpResponse"),
            StatusCode = recipient.Text("status") ?? BounceCodes.Find(words ?? body.Text("smtpResponse"), null),
            Bounce = type == "Reject" ? BounceClass.Content : BounceWords.OfSes(bounceType, cause, isSilent: words is null && recipient.Text("status") is null),
            Machine = MachineAgents.Is(type is "Open" or "Click" ? body.Text("userAgent") : null),
            UserAgent = type is "Open" or "Click" ? body.Text("userAgent") : null,
            Address = type is "Open" or "Click" ? body.Text("ipAddress") : null,
            Tags = [.. headers.FindAll("X-Tag")],
            Metadata = TagsOf(mail.Get("tags")),
            Key = $"{id}\n{address}",
        };
    }

    // The object is named after the type, but for one.
    private static JsonElement BodyOf(JsonElement said, string type) =>
        type == "Rendering Failure" ? said.Get("failure") : said.Get($"{char.ToLowerInvariant(type[0])}{type[1..]}");

    // Opens and clicks do not say whose they are: each recipient's, and so one recipient a message.
    private static IReadOnlyList<JsonElement> RecipientsOf(JsonElement said, string type)
    {
        var body = BodyOf(said, type);
        var named = Recipients.SelectMany(n => body.Get(n).Items()).ToList();
        List<JsonElement> recipients = named.Count > 0 ? named : [.. said.Get("mail", "destination").Items()];
        return recipients.Count > 0 ? recipients : [default];
    }

    private static string KindOf(string type, JsonElement body) => type switch
    {
        "Send" => EventKind.Accepted,
        "Delivery" => EventKind.Delivered,
        "DeliveryDelay" => EventKind.Deferred,
        "Bounce" => EventKind.Bounced,
        // Not every report is a complaint (RFC 5965).
        "Complaint" => body.Text("complaintFeedbackType") == "not-spam" ? EventKind.Other : EventKind.Complained,
        "Reject" => EventKind.Rejected,
        "Open" => EventKind.Opened,
        "Click" => EventKind.Clicked,
        "Rendering Failure" => EventKind.Failed,
        "Subscription" => SubscriptionOf(body),
        _ => EventKind.Other,
    };

    private static string SubscriptionOf(JsonElement body)
    {
        static bool Left(JsonElement preferences) => preferences.IsTrue("unsubscribeAll")
            || preferences.Get("topicSubscriptionStatus").Items().Any(t => string.Equals(t.Text("subscriptionStatus"), "OptOut", StringComparison.OrdinalIgnoreCase));
        return Left(body.Get("newTopicPreferences")) ? EventKind.Unsubscribed : Left(body.Get("oldTopicPreferences")) ? EventKind.Resubscribed : EventKind.Other;
    }

    // Its own tags are named ses:…; each value is a list.
    private static Dictionary<string, JsonElement> TagsOf(JsonElement tags) => tags.Map()
        .Where(t => !t.Key.StartsWith("ses:", StringComparison.Ordinal))
        .ToDictionary(t => t.Key, t => t.Value.Items().ToList() is [var one] ? one : t.Value);

    private static InboundMail Inbound(JsonElement said, SnsMessage notification)
    {
        var (mail, receipt) = (said.Get("mail"), said.Get("receipt"));
        var content = said.Text("content") is { } text ? Encoding.UTF8.GetBytes(text) : null;
        return new InboundMail
        {
            Raw = content is not null && IsBase64(receipt, content) ? TransferEncoding.DecodeBase64(content) : content,
            Headers = InboundMail.HeadersOf(
                InboundMail.HeadersOf(mail.Get("headers"), "name", "value"),
                ("From", mail.FirstText("commonHeaders", "from")),
                ("To", string.Join(", ", mail.Texts("commonHeaders", "to"))),
                ("Subject", mail.Text("commonHeaders", "subject")),
                ("Message-ID", mail.Text("commonHeaders", "messageId"))),
            Sender = mail.Text("source"),
            Recipient = receipt.FirstText("recipients") ?? mail.FirstText("destination"),
            ProviderEventId = mail.Text("messageId") ?? notification.Id,
            ReceivedAt = receipt.Time("timestamp") ?? mail.Time("timestamp"),
        };
    }

    // A mail has a colon in its first line, base64 has none.
    private static bool IsBase64(JsonElement receipt, byte[] content) =>
        string.Equals(receipt.Text("action", "encoding"), "BASE64", StringComparison.OrdinalIgnoreCase) && !content.AsSpan(0, Math.Min(content.Length, 1000)).Contains((byte)':');
}
