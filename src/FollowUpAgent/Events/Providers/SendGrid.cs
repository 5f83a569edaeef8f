using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FollowUpAgent.Events.Providers;

/// <summary>
/// SendGrid's event webhook: a JSON array, signed by ECDSA P-256 over the ASCII timestamp and the raw body
/// (https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features).
/// </summary>
internal sealed class SendGrid : IEventProvider
{
    /// <summary>The custom argument by which a sender may name our message, beside the Message-ID.</summary>
    public const string MessageArgument = "followup_message";

    private const string SignatureHeader = "X-Twilio-Email-Event-Webhook-Signature";
    private const string TimestampHeader = "X-Twilio-Email-Event-Webhook-Timestamp";
    private const string P256 = "1.2.840.10045.3.1.7";
    private const int MostEvents = 10_000;
    private const int LongestKey = 200;

    // Tried again for 24 hours, perhaps under the first signature; the events' own ids make a replay harmless.
    private static readonly TimeSpan Oldest = TimeSpan.FromHours(26);
    private static readonly TimeSpan FastestClock = TimeSpan.FromMinutes(5);
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 32 };

    /// <inheritdoc />
    public string Name => "sendgrid";

    /// <inheritdoc />
    public string SecretForm => "SendGrid's verification key: base64 of a P-256 public key, beginning with MFkw";

    /// <inheritdoc />
    public bool IsSecret(string secret)
    {
        using var key = Import(secret);
        return key is not null;
    }

    /// <inheritdoc />
    public ProviderVerdict Check(ProviderDelivery delivery, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
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
            ? new ProviderVerdict.Accepted(SHA256.HashData(delivery.Body), new Dictionary<string, string> { ["timestamp"] = timestamp, ["signature"] = signature })
            : new ProviderVerdict.Refused("no signature fits");
    }

    /// <inheritdoc />
    public Hearing Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Json);
            var elements = document.RootElement.ValueKind is JsonValueKind.Array ? [.. document.RootElement.EnumerateArray()] : new[] { document.RootElement };
            if (elements.Length > MostEvents)
            {
                return new Hearing([], $"{elements.Length} events in one delivery: expected at most {MostEvents}");
            }

            var read = elements.Select((element, i) => (Position: i, Event: ReadOne(element))).ToList();
            var unread = read.Count(r => r.Event is null);
            return new Hearing(
                [.. read.Where(r => r.Event is not null).Select(r => (r.Position, r.Event!))],
                unread == 0 ? null : $"{unread} of {read.Count} events cannot be read: expected an object with the text 'event'");
        }
        catch (JsonException e)
        {
            return new Hearing([], $"not JSON as expected (line {e.LineNumber}, byte {e.BytePositionInLine})");
        }
    }

    private static ECDsa? Import(string base64)
    {
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

    private static Heard? ReadOne(JsonElement element)
    {
        if (element.ValueKind is not JsonValueKind.Object || Text(element, "event") is not { Length: > 0 } name)
        {
            return null;
        }

        var (reason, status) = (Text(element, "reason") ?? Text(element, "response"), Text(element, "status"));
        var isBlock = name == "bounce" && Text(element, "type") == "blocked";
        return new Heard(KindOf(name))
        {
            At = TimeOf(element),
            Names = [.. new[] { Text(element, MessageArgument), Text(element, "smtp-id") }.OfType<string>()],
            QueueId = Text(element, "sg_message_id")?.Split('.')[0],
            Email = Text(element, "email"),
            Key = KeyOf(element, name),
            Bounce = name == "dropped" ? DropOf(reason) : isBlock ? BounceKind.Ours : BounceCodes.Classify(reason, status),
            FailedAddress = Text(element, "email"),
            IsMachine = element.TryGetProperty("sg_machine_open", out var machine) && machine.ValueKind is JsonValueKind.True,
            Detail = name switch
            {
                "bounce" or "deferred" => string.Join(' ', new[] { BounceCodes.Find(reason, status), isBlock ? "blocked" : null }.OfType<string>()),
                "dropped" => DropWord(reason),
                _ => null,
            },
        };
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
    private static BounceKind DropOf(string? reason) => DropWord(reason) is "bounced" or "invalid" or "unsubscribed" or "complained" ? BounceKind.Hard : BounceKind.Ours;

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
    private static string KeyOf(JsonElement element, string name) => Text(element, "sg_event_id") is { Length: > 0 and <= LongestKey } id
        ? id
        : string.Join('\n', name, Text(element, "sg_message_id"), Text(element, "smtp-id"), Text(element, "email"), $"{TimeOf(element):O}", Text(element, "url"));

    private static DateTimeOffset? TimeOf(JsonElement element)
    {
        const long MostSeconds = 100_000_000_000;
        if (!element.TryGetProperty("timestamp", out var value)
            || !(value.ValueKind is JsonValueKind.Number ? value.TryGetInt64(out var time) : long.TryParse(Text(element, "timestamp"), NumberStyles.None, CultureInfo.InvariantCulture, out time))
            || time < 0)
        {
            return null;
        }

        // Some of its own examples hold milliseconds.
        return time < MostSeconds
            ? DateTimeOffset.FromUnixTimeSeconds(time)
            : time / 1000 < MostSeconds ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;
    }

    private static string? Text(JsonElement element, string name)
    {
        try
        {
            return element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // What System.Text.Json says of half a surrogate pair, which is JSON but no text.
            return null;
        }
    }
}
