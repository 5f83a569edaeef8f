using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace FollowUpAgent.Events.Providers;

/// <summary>
/// Amazon SES by way of SNS: an SNS message, sent as text/plain, whose text is what SES says
/// (https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html). SNS takes any 4xx for delivered.
/// </summary>
internal sealed class AmazonSes : IEventProvider
{
    private const string TopicPrefix = "arn:";

    /// <inheritdoc />
    public string Name => "amazon_ses";

    /// <inheritdoc />
    public string SecretForm =>
        "the topic's ARN, as in arn:aws:sns:eu-west-1:123456789012:mails; beside it " + SharedSecret.Form + ", or a certificate or public RSA key in PEM";

    /// <inheritdoc />
    public bool IsSecret(string secret) => IsTopic(secret) || SharedSecret.IsSecret(secret) || KeyIn(secret) is not null;

    /// <inheritdoc />
    public ProviderVerdict Check(ProviderDelivery delivery, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        if (SnsMessage.Read(delivery.Body) is not { } message)
        {
            return new ProviderVerdict.Refused("not a message of SNS; if raw message delivery is on, turn it off, since such messages are not signed");
        }

        var topics = secrets.Where(IsTopic).ToList();
        var keys = secrets.Where(s => !IsTopic(s)).Select(KeyIn).OfType<byte[]>().ToList();
        var shared = secrets.Where(s => !IsTopic(s) && KeyIn(s) is null).ToList();
        if (WhyRefused(delivery, message, topics, shared) is { } reason)
        {
            return new ProviderVerdict.Refused(reason);
        }

        if (topics.Count + keys.Count + shared.Count == 0 || message.CertificateUrl is not { } url)
        {
            return new ProviderVerdict.Refused("the certificate of its signature is not AWS's own");
        }

        if (keys.Count == 0 && delivery.FetchedKey is null)
        {
            return new ProviderVerdict.NeedsCertificate(url);
        }

        return (keys.Count > 0 ? keys : [delivery.FetchedKey!]).Exists(message.IsSignedBy)
            ? Accept(message)
            : new ProviderVerdict.Refused("no signature fits");
    }

    /// <inheritdoc />
    public ProviderReading Read(ProviderDelivery delivery)
    {
        if (SnsMessage.Read(delivery.Body) is not { } message)
        {
            return ProviderReading.Nothing("not a message of SNS");
        }

        return message.IsNotification
            ? SesMessage.Read(message)
            : new ProviderReading([new ProviderEvent(EventKind.Other) { Subtype = message.Type, ProviderEventId = message.Id, OccurredAt = message.At }], [], null);
    }

    private static string? WhyRefused(ProviderDelivery delivery, SnsMessage message, List<string> topics, List<string> shared)
    {
        if (delivery.Header("x-amz-sns-message-type") is { } type && type != message.Type)
        {
            return "the header x-amz-sns-message-type says something else than the body";
        }

        if (delivery.Header("x-amz-sns-message-id") is { } id && id != message.Id)
        {
            return "the header x-amz-sns-message-id says something else than the body";
        }

        if (topics.Count > 0 && !topics.Contains(message.Topic))
        {
            return "the topic is not one of ours";
        }

        return shared.Count > 0 && !SharedSecret.Fits(delivery, shared) ? "the secret is absent or not ours" : null;
    }

    private static ProviderVerdict Accept(SnsMessage message) => message.Type == "SubscriptionConfirmation" && message.ConfirmUrl is null
        ? new ProviderVerdict.Refused("the address that would confirm the subscription is not AWS's own, or about another topic")
        : new ProviderVerdict.Accepted(SHA256.HashData(Encoding.UTF8.GetBytes(message.Id)), new Dictionary<string, string>()) { Confirm = message.ConfirmUrl };

    private static bool IsTopic(string secret) => secret.StartsWith(TopicPrefix, StringComparison.Ordinal) && secret.Split(':') is [_, _, "sns", _, _, { Length: > 0 }];

    // A certificate or a public key, in PEM or as the base64 inside.
    private static byte[]? KeyIn(string secret)
    {
        var base64 = string.Concat(secret.Split('\n').Where(l => !l.StartsWith("-----", StringComparison.Ordinal)).Select(l => l.Trim()));
        var bytes = new byte[base64.Length];
        if (base64.Length < 100 || !Convert.TryFromBase64String(base64, bytes, out var length))
        {
            return null;
        }

        try
        {
            using var rsa = RSA.Create();
            rsa.ImportSubjectPublicKeyInfo(bytes.AsSpan(0, length), out _);
            return rsa.ExportSubjectPublicKeyInfo();
        }
        catch (CryptographicException)
        {
            return CertificateKey(bytes[..length]);
        }
    }

    private static byte[]? CertificateKey(byte[] der)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der);
            return certificate.PublicKey.ExportSubjectPublicKeyInfo();
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
