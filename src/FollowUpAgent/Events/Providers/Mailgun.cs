using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FollowUpAgent.Events.Providers;

/// <summary>
/// Mailgun: an event as one JSON object, a received mail as a form. Both carry HMAC-SHA-256 over timestamp and token, which does not cover
/// the rest (https://documentation.mailgun.com/docs/mailgun/user-manual/tracking-messages/#securing-webhooks): so a token counts for one
/// body only, and TLS has to do the rest.
/// </summary>
internal sealed class Mailgun : IEventProvider
{
    private const int ShortestKey = 16;

    // Tried again for eight hours, perhaps under the first signature; its own sample allows fifteen seconds, which would refuse those.
    private static readonly TimeSpan Oldest = TimeSpan.FromHours(24);
    private static readonly TimeSpan FastestClock = TimeSpan.FromMinutes(5);

    /// <inheritdoc />
    public string Name => "mailgun";

    /// <inheritdoc />
    public string SecretForm => "Mailgun's HTTP webhook signing key, at least 16 characters";

    /// <inheritdoc />
    public bool IsSecret(string secret) => secret.Length is >= ShortestKey and <= 256;

    /// <inheritdoc />
    public ProviderVerdict Check(ProviderDelivery delivery, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        var (timestamp, token, signature) = IsForm(delivery) ? MailgunForms.SignatureOf(Form(delivery)) : SignatureOf(delivery.Body);
        if (timestamp is not { Length: > 0 and <= 20 } || token is not { Length: > 0 and <= 256 } || signature is not { Length: 64 })
        {
            return new ProviderVerdict.Refused("the body holds no signature: expected timestamp, token and signature");
        }

        if (JsonFields.TimeOf(timestamp) is not { } at || now - at > Oldest || at - now > FastestClock)
        {
            return new ProviderVerdict.Refused("the timestamp is not of the last 24 hours");
        }

        var signed = Encoding.UTF8.GetBytes(timestamp + token);
        var given = Encoding.ASCII.GetBytes(signature.ToLowerInvariant());
        var fits = secrets.Aggregate(false, (found, secret) => CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))), given) || found);
        return fits
            ? new ProviderVerdict.Accepted(SHA256.HashData(Encoding.UTF8.GetBytes(token)), Kept(delivery)) { KeyBindsBody = true }
            : new ProviderVerdict.Refused("no signature fits");
    }

    /// <inheritdoc />
    public ProviderReading Read(ProviderDelivery delivery) =>
        IsForm(delivery) ? MailgunForms.Read(Form(delivery)) : EventElements.Read(delivery.Body, e => ReadOne(e.Get("event-data") is { ValueKind: JsonValueKind.Object } data ? data : e));

    private static ProviderReading? ReadOne(JsonElement data)
    {
        if (data.Text("event") is not { } name)
        {
            return null;
        }

        var (status, headers) = (data.Get("delivery-status"), data.Get("message", "headers"));
        var (reason, isTemporary) = (data.Text("reason"), data.Text("severity") == "temporary");
        var code = status.Text("enhanced-code") ?? status.Text("code");
        return new ProviderReading(
            [
                new ProviderEvent(KindOf(name, isTemporary))
                {
                    Subtype = reason ?? data.Text("severity") ?? name,
                    OccurredAt = data.Time("timestamp"),
                    ProviderEventId = data.Text("id"),
                    MessageId = headers.Text("message-id"),
                    Names = [headers.Text("message-id")],
                    Recipient = data.Text("recipient") ?? Mail.MailClassifier.AddressIn(headers.Text("to")),
                    Url = data.Text("url"),
                    Reason = status.Text("message") ?? status.Text("description") ?? data.Text("reject", "reason") ?? data.Text("reject", "description") ?? reason,
                    StatusCode = code,
                    Bounce = BounceOf(name, reason),
                    Machine = data.Text("client-info", "bot") is { } bot && bot is not "false" and not "unknown" || MachineAgents.Is(data.Text("client-info", "user-agent")),
                    UserAgent = data.Text("client-info", "user-agent"),
                    Address = data.Text("ip"),
                    Tags = data.Texts("tags"),
                    Metadata = data.Get("user-variables").Map(),
                    // Its id is unique within a day only.
                    Key = string.Join('\n', data.Text("id"), name, data.Text("timestamp"), data.Text("recipient")),
                },
            ],
            [],
            null);
    }

    private static string KindOf(string name, bool isTemporary) => name switch
    {
        "accepted" => EventKind.Accepted,
        "rejected" => EventKind.Rejected,
        "delivered" => EventKind.Delivered,
        "failed" => isTemporary ? EventKind.Deferred : EventKind.Bounced,
        "opened" => EventKind.Opened,
        "clicked" => EventKind.Clicked,
        "unsubscribed" => EventKind.Unsubscribed,
        "complained" => EventKind.Complained,
        _ => EventKind.Other,
    };

    // Mailgun does not deliver to whom its own lists name: the person is on one for a reason that holds for us too.
    private static BounceClass? BounceOf(string name, string? reason) => reason switch
    {
        "suppress-bounce" or "suppress-unsubscribe" or "suppress-complaint" => BounceClass.Hard,
        "espblock" => BounceClass.Policy,
        "old" => BounceClass.Transient,
        _ => name == "rejected" ? BounceClass.Content : null,
    };

    private static (string? Timestamp, string? Token, string? Signature) SignatureOf(byte[] body)
    {
        using var document = JsonFields.TryParse(body, out _);
        var signature = (document?.RootElement ?? default).Get("signature");
        return (signature.Text("timestamp"), signature.Text("token"), signature.Text("signature"));
    }

    private static Dictionary<string, string> Kept(ProviderDelivery delivery) =>
        delivery.Header("Content-Type") is { } type ? new() { ["content-type"] = type } : [];

    // JSON begins with a brace, whatever it calls itself.
    private static bool IsForm(ProviderDelivery delivery) =>
        delivery.Body.AsSpan().TrimStart(" \t\r\n\uFEFF"u8) is not [(byte)'{' or (byte)'[', ..] && delivery.Header("Content-Type")?.Contains("json", StringComparison.OrdinalIgnoreCase) != true;

    private static FormBody Form(ProviderDelivery delivery) => FormBody.Read(delivery.Body, delivery.Header("Content-Type"));
}
