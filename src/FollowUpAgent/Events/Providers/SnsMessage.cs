using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace FollowUpAgent.Events.Providers;

/// <summary>
/// A message of Amazon SNS, and the rules for believing it
/// (https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html). A valid signature proves only that some customer of
/// AWS sent it: the topic has to be ours.
/// </summary>
internal sealed partial class SnsMessage
{
    private const string Notification = "Notification";
    private const string Subscription = "SubscriptionConfirmation";
    private static readonly string[] OfNotification = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"];
    private static readonly string[] OfConfirmation = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
    private readonly Dictionary<string, string> fields;

    private SnsMessage(Dictionary<string, string> fields) => this.fields = fields;

    /// <summary>Its name, the same in a repeat.</summary>
    public string Id => Field("MessageId") ?? "";

    /// <summary>What kind it is.</summary>
    public string Type => Field("Type") ?? "";

    /// <summary>The topic it was published to.</summary>
    public string Topic => Field("TopicArn") ?? "";

    /// <summary>What was published.</summary>
    public string Message => Field("Message") ?? "";

    /// <summary>Whether something was published, as opposed to a word about the subscription.</summary>
    public bool IsNotification => Type == Notification;

    /// <summary>When, or null.</summary>
    public DateTimeOffset? At => JsonFields.TimeOf(Field("Timestamp"));

    /// <summary>Where the certificate of the signature is, if that is AWS's own; or null.</summary>
    public Uri? CertificateUrl => IsOwnUrl(Field("SigningCertURL") ?? Field("SigningCertUrl"), out var url) && url!.AbsolutePath.EndsWith(".pem", StringComparison.Ordinal) && url.Query.Length == 0
        ? url
        : null;

    /// <summary>Of a request to confirm: the address that confirms it, if that is AWS's own and about this topic; or null.</summary>
    public Uri? ConfirmUrl
    {
        get
        {
            if (Type != Subscription || !IsOwnUrl(Field("SubscribeURL"), out var url))
            {
                return null;
            }

            var query = FormBody.Read(Encoding.UTF8.GetBytes(url!.Query.TrimStart('?')), "application/x-www-form-urlencoded");
            return query.Text("Action") == "ConfirmSubscription" && query.Text("TopicArn") == Topic && query.Text("Token") == Field("Token") ? url : null;
        }
    }

    /// <summary>Reads a body; null where it is no such message.</summary>
    public static SnsMessage? Read(byte[] body)
    {
        using var document = JsonFields.TryParse(body, out _);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } root)
        {
            return null;
        }

        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in OfNotification.Concat(OfConfirmation).Concat(["SignatureVersion", "Signature", "SigningCertURL", "SigningCertUrl"]).Distinct())
        {
            // An empty subject is signed as such; JsonFields tells no empty text.
            if (root.Get(name) is { ValueKind: JsonValueKind.String } value)
            {
                fields[name] = JsonFields.TextOf(value) ?? "";
            }
        }

        return new SnsMessage(fields) is { Id.Length: > 0 and <= 200, Type: Notification or Subscription or "UnsubscribeConfirmation", Topic.Length: > 0 } message ? message : null;
    }

    /// <summary>Whether the signature is one of this key (DER, SubjectPublicKeyInfo).</summary>
    public bool IsSignedBy(byte[] key)
    {
        var signature = new byte[(Field("Signature") ?? "").Length];
        if (HashOf(Field("SignatureVersion")) is not { } hash || !Convert.TryFromBase64String(Field("Signature") ?? "", signature, out var length))
        {
            return false;
        }

        try
        {
            using var rsa = RSA.Create();
            rsa.ImportSubjectPublicKeyInfo(key, out _);
            return rsa.VerifyData(Encoding.UTF8.GetBytes(Signed()), signature.AsSpan(0, length), hash, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Whether this is an address of AWS's SNS: https, its host, no port, no user, no fragment.</summary>
    public static bool IsOwnUrl(string? text, out Uri? url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url)
        && url.Scheme == Uri.UriSchemeHttps
        && url.IsDefaultPort
        && text!.AsSpan()["https://".Length..].StartsWith($"{url.Host}/", StringComparison.OrdinalIgnoreCase)
        && url.UserInfo.Length == 0
        && url.Fragment.Length == 0
        && Host().IsMatch(url.Host);

    // What is signed: each key and its value on lines of their own, absent ones left out.
    private string Signed()
    {
        var signed = new StringBuilder();
        foreach (var name in (IsNotification ? OfNotification : OfConfirmation).Where(fields.ContainsKey))
        {
            signed.Append(name).Append('\n').Append(fields[name]).Append('\n');
        }

        return signed.ToString();
    }

    private string? Field(string name) => fields.GetValueOrDefault(name);

#pragma warning disable CA5350 // Version 1 is SHA-1, and what a topic uses unless its owner changed that.
    private static HashAlgorithmName? HashOf(string? version) => version switch
    {
        "1" => HashAlgorithmName.SHA1,
        "2" => HashAlgorithmName.SHA256,
        _ => null,
    };
#pragma warning restore CA5350

    [GeneratedRegex(@"^sns\.[a-zA-Z0-9-]{3,}\.amazonaws\.com(\.cn)?\z")]
    private static partial Regex Host();
}
