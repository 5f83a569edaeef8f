using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FollowUpAgent.Events.Providers;

/// <summary>
/// SendGrid's event webhook: a JSON array, signed by ECDSA P-256 over the ASCII timestamp and the raw body
/// (https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features). Its Inbound Parse
/// is a form, unsigned unless a security policy signs it the same way; then a shared secret lets it in.
/// </summary>
internal sealed class SendGrid : IEventProvider
{
    private const string SignatureHeader = "X-Twilio-Email-Event-Webhook-Signature";
    private const string TimestampHeader = "X-Twilio-Email-Event-Webhook-Timestamp";
    private const string P256 = "1.2.840.10045.3.1.7";
    private const int LongestKey = 200;

    // Tried again for 24 hours, perhaps under the first signature; the events' own ids make a replay harmless.
    private static readonly TimeSpan Oldest = TimeSpan.FromHours(26);
    private static readonly TimeSpan FastestClock = TimeSpan.FromMinutes(5);

    // Custom arguments stand among SendGrid's own fields; whatever is none of these is one.
    private static readonly HashSet<string> Own =
    [
        "email", "timestamp", "event", "smtp-id", "category", "sg_event_id", "sg_message_id", "response", "attempt", "reason", "status", "type", "ip", "url",
        "url_offset", "useragent", "asm_group_id", "tls", "cert_err", "pool", "post_type", "send_at", "bounce_classification", "sg_machine_open", "sg_content_type",
        "marketing_campaign_id", "marketing_campaign_name", "marketing_campaign_version", "marketing_campaign_split_id", "newsletter", "nlvx_campaign_id",
        "nlvx_campaign_split_id", "nlvx_user_id", "sg_template_id", "sg_template_name", "singlesend_id", "singlesend_name", "template_id", "template_name", "template_version_id",
        "template_hash", "phase_id", "mc_auto_id", "mc_auto_name", "mc_auto_step_id", "mc_stats", "domain",
    ];

    /// <inheritdoc />
    public string Name => "sendgrid";

    /// <inheritdoc />
    public string SecretForm => "SendGrid's verification key, base64 of a P-256 public key beginning with MFkw; or for its Inbound Parse " + SharedSecret.Form;

    /// <inheritdoc />
    public bool IsSecret(string secret) => IsKey(secret) || SharedSecret.IsSecret(secret);

    /// <inheritdoc />
    public ProviderVerdict Check(ProviderDelivery delivery, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        if (delivery.Header(SignatureHeader) is null && SharedSecret.IsGiven(delivery))
        {
            // A public key is no secret.
            return SharedSecret.Check(delivery, [.. secrets.Where(s => !IsKey(s))]);
        }

        if (delivery.Header(SignatureHeader) is not { Length: > 0 and <= 256 } signature || delivery.Header(TimestampHeader) is not { Length: > 0 } timestamp)
        {
            return new ProviderVerdict.Refused($"the headers {SignatureHeader} and {TimestampHeader} are needed");
        }

        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            || now - DateTimeOffset.FromUnixTimeSeconds(seconds) > Oldest
            || DateTimeOffset.FromUnixTimeSeconds(seconds) - now > FastestClock)
        {
            return new ProviderVerdict.Refused("the timestamp is not of the last 26 hours");
        }

        byte[] signed = [.. Encoding.ASCII.GetBytes(timestamp), .. delivery.Body];
        return secrets.Any(secret => IsSigned(secret, signed, signature))
            ? new ProviderVerdict.Accepted(SHA256.HashData(delivery.Body), Kept(delivery, timestamp, signature))
            : new ProviderVerdict.Refused("no signature fits");
    }

    /// <inheritdoc />
    public ProviderReading Read(ProviderDelivery delivery) => FormBody.IsMultipart(delivery.Body, delivery.Header("Content-Type"))
        ? SendGridInbound.Read(FormBody.Read(delivery.Body, delivery.Header("Content-Type")))
        : EventElements.Read(delivery.Body, ReadOne);

    private static Dictionary<string, string> Kept(ProviderDelivery delivery, string timestamp, string signature)
    {
        var kept = new Dictionary<string, string> { ["timestamp"] = timestamp, ["signature"] = signature };
        if (delivery.Header("Content-Type") is { } type)
        {
            kept["content-type"] = type;
        }

        return kept;
    }

    private static bool IsKey(string text)
    {
        using var key = Import(text);
        return key is not null;
    }

    private static ECDsa? Import(string text)
    {
        // As its page shows it, or between the lines of a PEM file.
        var base64 = string.Concat(text.Split('\n').Where(l => !l.StartsWith("-----", StringComparison.Ordinal)).Select(l => l.Trim()));
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length))
        {
            return null;
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(bytes.AsSpan(0, length), out var read);
            if (read == length && key.ExportParameters(false).Curve.Oid.Value == P256)
            {
                return key;
            }
        }
        catch (CryptographicException)
        {
            // Not a key; said below.
        }

        key.Dispose();
        return null;
    }

    private static bool IsSigned(string secret, byte[] signed, string signature)
    {
        var bytes = new byte[signature.Length];
        using var key = Import(secret);
        return key is not null
            && Convert.TryFromBase64String(signature, bytes, out var length)
            && key.VerifyData(signed, bytes.AsSpan(0, length), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private static ProviderReading? ReadOne(JsonElement element)
    {
        if (element.Get("event").ValueKind is not JsonValueKind.String || element.Text("event") is not { } name)
        {
            return null;
        }

        var (reason, type) = (element.Text("reason") ?? element.Text("response"), element.Text("type"));
        var isBlock = name == "bounce" && type == "blocked";
        var one = new ProviderEvent(KindOf(name))
        {
            Subtype = name is "bounce" or "dropped" && type is not null ? type : name,
            OccurredAt = element.Time("timestamp"),
            Names = [element.Text("smtp-id")],
            MessageId = element.Text("sg_message_id") ?? element.Text("smtp-id"),
            QueueId = element.Text("sg_message_id")?.Split('.')[0],
            ProviderEventId = element.Text("sg_event_id"),
            Recipient = element.Text("email"),
            Key = KeyOf(element, name),
            Url = element.Text("url"),
            Reason = reason,
            StatusCode = element.Text("status") ?? BounceCodes.Find(reason, null),
            Bounce = name == "dropped" ? DropOf(reason) : isBlock ? BounceClass.Policy : null,
            Machine = element.IsTrue("sg_machine_open") || MachineAgents.Is(element.Text("useragent")),
            UserAgent = element.Text("useragent"),
            Address = element.Text("ip"),
            Tags = element.Texts("category"),
            Metadata = element.Map().Where(f => !Own.Contains(f.Key)).ToDictionary(),
            Word = name == "dropped" ? DropWord(reason) : isBlock ? "blocked" : null,
        };
        return new ProviderReading([one], [], null);
    }

    private static string KindOf(string name) => name switch
    {
        "processed" => EventKind.Accepted,
        "deferred" => EventKind.Deferred,
        "delivered" => EventKind.Delivered,
        "bounce" => EventKind.Bounced,
        "dropped" => EventKind.Rejected,
        "open" => EventKind.Opened,
        "click" => EventKind.Clicked,
        "spamreport" => EventKind.Complained,
        "unsubscribe" or "group_unsubscribe" => EventKind.Unsubscribed,
        "group_resubscribe" => EventKind.Resubscribed,
        _ => EventKind.Other,
    };

    // SendGrid drops what its own lists name: the person is on one for a reason that holds for us too.
    private static BounceClass DropOf(string? reason) => DropWord(reason) is "bounced" or "invalid" or "unsubscribed" or "complained" ? BounceClass.Hard : BounceClass.Content;

    private static string DropWord(string? reason) => reason switch
    {
        null => "unknown",
        _ when reason.StartsWith("Bounced", StringComparison.OrdinalIgnoreCase) => "bounced",
        _ when reason.StartsWith("Invalid", StringComparison.OrdinalIgnoreCase) && !reason.Contains("header", StringComparison.OrdinalIgnoreCase) => "invalid",
        _ when reason.StartsWith("Unsubscribed", StringComparison.OrdinalIgnoreCase) => "unsubscribed",
        _ when reason.StartsWith("Spam Reporting", StringComparison.OrdinalIgnoreCase) => "complained",
        _ => "other",
    };

    // Legacy events have no id: the same words at the same time are the same event.
    private static string KeyOf(JsonElement element, string name) => element.Text("sg_event_id") is { Length: <= LongestKey } id
        ? id
        : string.Join('\n', name, element.Text("sg_message_id"), element.Text("smtp-id"), element.Text("email"), $"{element.Time("timestamp"):O}", element.Text("url"));
}
