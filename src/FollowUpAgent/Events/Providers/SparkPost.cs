using System.Text;
using System.Text.Json;
using FollowUpAgent.Events.Mail;

namespace FollowUpAgent.Events.Providers;

/// <summary>
/// SparkPost: an array of <c>{"msys":{class:{…}}}</c>, unsigned; an empty <c>msys</c> only asks whether we are there
/// (https://developers.sparkpost.com/api/webhooks/). Received mail comes in the class <c>relay_message</c>.
/// </summary>
internal sealed class SparkPost : IUnsignedProvider
{
    /// <inheritdoc />
    public string Name => "sparkpost";

    /// <inheritdoc />
    public ProviderReading Read(ProviderDelivery delivery) => EventElements.Read(delivery.Body, ReadOne);

    private static ProviderReading? ReadOne(JsonElement element)
    {
        if (element.Get("msys") is not { ValueKind: JsonValueKind.Object } system)
        {
            return null;
        }

        var parts = system.EnumerateObject().Where(p => p.Value.ValueKind is JsonValueKind.Object).ToList();
        return new ProviderReading(
            [.. parts.Where(p => p.Name != "relay_message").Select(p => Event(p.Value))],
            [.. parts.Where(p => p.Name == "relay_message").Select(p => Inbound(p.Value))],
            null);
    }

    private static ProviderEvent Event(JsonElement e)
    {
        var (name, cause) = (e.Text("type") ?? "", e.Text("bounce_class"));
        var (id, recipient, at) = (e.Text("message_id") ?? e.Text("transmission_id"), e.Text("rcpt_to") ?? e.Text("raw_rcpt_to"), e.Time("timestamp"));
        var reason = e.Text("raw_reason") ?? e.Text("reason") ?? e.Text("rcpt_subs") ?? e.Text("report_by");
        return new ProviderEvent(KindOf(name, cause))
        {
            Subtype = cause is null ? e.Text("fbtype") ?? name : CauseOf(cause),
            OccurredAt = at,
            ProviderEventId = e.Text("event_id"),
            MessageId = id,
            Recipient = recipient,
            Url = e.Text("target_link_url"),
            Reason = reason,
            StatusCode = e.Text("error_code") ?? BounceCodes.Find(reason, null),
            Bounce = BounceOf(name, cause),
            Machine = e.IsTrue("user_agent_parsed", "is_prefetched") || e.IsTrue("user_agent_parsed", "is_proxy") || MachineAgents.Is(e.Text("user_agent")),
            UserAgent = e.Text("user_agent"),
            Address = name.Contains("click", StringComparison.Ordinal) || name.Contains("open", StringComparison.Ordinal) ? e.Text("ip_address") : null,
            Tags = e.Texts("rcpt_tags") is { Count: > 0 } tags ? tags : e.Texts("campaign_id"),
            Metadata = e.Get("rcpt_meta").Map(),
            Key = e.Text("event_id") ?? string.Join('\n', name, id, recipient, $"{at:O}", e.Text("target_link_url")),
        };
    }

    private static string KindOf(string name, string? cause) => (name, cause) switch
    {
        ("bounce" or "out_of_band", "60" or "100") => EventKind.Other,
        ("bounce" or "out_of_band", "80") => EventKind.Resubscribed,
        ("bounce" or "out_of_band", "90") => EventKind.Unsubscribed,
        ("bounce" or "out_of_band", _) => EventKind.Bounced,
        ("injection", _) => EventKind.Accepted,
        ("delivery", _) => EventKind.Delivered,
        ("delay", _) => EventKind.Deferred,
        ("spam_complaint", _) => EventKind.Complained,
        ("policy_rejection" or "generation_rejection", _) => EventKind.Rejected,
        ("generation_failure", _) => EventKind.Failed,
        ("open" or "initial_open" or "amp_open" or "amp_initial_open", _) => EventKind.Opened,
        ("click" or "amp_click", _) => EventKind.Clicked,
        ("list_unsubscribe" or "link_unsubscribe", _) => EventKind.Unsubscribed,
        _ => EventKind.Other,
    };

    // https://support.sparkpost.com/docs/deliverability/bounce-classification-codes
    private static BounceClass? BounceOf(string name, string? cause) => cause switch
    {
        "10" or "30" => BounceClass.Hard,
        "23" or "52" or "53" => BounceClass.Content,
        "25" or "50" or "51" or "54" => BounceClass.Policy,
        "20" or "22" => BounceClass.Soft,
        "21" or "24" or "70" => BounceClass.Transient,
        null => name is "policy_rejection" or "generation_rejection" ? BounceClass.Policy : null,
        _ => BounceClass.Undetermined,
    };

    private static string CauseOf(string cause) => cause switch
    {
        "1" => "undetermined",
        "10" => "invalid_recipient",
        "20" => "soft_bounce",
        "21" => "dns_failure",
        "22" => "mailbox_full",
        "23" => "too_large",
        "24" => "timeout",
        "25" => "admin_failure",
        "30" => "no_recipient",
        "40" => "generic",
        "50" => "mail_block",
        "51" => "spam_block",
        "52" => "spam_content",
        "53" => "prohibited_attachment",
        "54" => "relaying_denied",
        "60" => "auto_reply",
        "70" => "transient_failure",
        "80" => "subscribe",
        "90" => "unsubscribe",
        "100" => "challenge_response",
        _ => cause,
    };

    private static InboundMail Inbound(JsonElement e)
    {
        var content = e.Get("content");
        var raw = content.Text("email_rfc822") is { } mail ? Encoding.UTF8.GetBytes(mail) : null;
        return new InboundMail
        {
            Raw = raw is not null && content.IsTrue("email_rfc822_is_base64") ? TransferEncoding.DecodeBase64(raw) : raw,
            Headers = InboundMail.HeadersOf(
                content.Get("headers").Items().SelectMany(InboundMail.HeadersOf),
                ("From", e.Text("friendly_from") ?? e.Text("msg_from")),
                ("To", string.Join(", ", content.Texts("to"))),
                ("Cc", string.Join(", ", content.Texts("cc"))),
                ("Subject", content.Text("subject"))),
            Text = content.Text("text"),
            Html = content.Text("html"),
            Sender = e.Text("msg_from"),
            Recipient = e.Text("rcpt_to"),
        };
    }
}
