using System.Security.Cryptography;
using System.Text;
using FollowUpAgent.Events.Mail;

namespace FollowUpAgent.Events.Providers;

/// <summary>
/// Lets in providers that sign nothing, by a secret of at least 128 bits: at the end of the path, as a Bearer token, in SparkPost's token
/// header, or as <c>user:password</c> in Basic authorisation. Compared as hashes, in constant time.
/// </summary>
internal static class SharedSecret
{
    /// <summary>What such a secret looks like.</summary>
    public const string Form = "22 to 128 letters, digits, - or _ by chance, as from 'openssl rand -hex 32', or user:password with such a password";

    private const string Basic = "Basic ";
    private const string Bearer = "Bearer ";

    /// <summary>Whether a text can be one.</summary>
    public static bool IsSecret(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon != 0 && MailSecrets.IsSecret(text[(colon + 1)..]);
    }

    /// <summary>The verdict on a delivery whose provider signs nothing.</summary>
    public static ProviderVerdict Check(ProviderDelivery delivery, IReadOnlyList<string> secrets)
    {
        if (!IsGiven(delivery))
        {
            return new ProviderVerdict.Refused("no secret came with it: expected at the end of the path, or as Basic or Bearer authorisation");
        }

        return Fits(delivery, secrets) ? Accept(delivery) : new ProviderVerdict.Refused("the secret is not ours");
    }

    /// <summary>Whether a delivery brings one of the secrets.</summary>
    public static bool Fits(ProviderDelivery delivery, IReadOnlyList<string> secrets)
    {
        var given = Given(delivery).Select(Hash).ToList();
        return secrets.Select(Hash).Aggregate(false, (found, known) => given.Aggregate(found, (f, g) => CryptographicOperations.FixedTimeEquals(g, known) || f));
    }

    /// <summary>Whether a delivery brings any secret at all.</summary>
    public static bool IsGiven(ProviderDelivery delivery) => Given(delivery).Any();

    /// <summary>What is kept of a delivery that has no name of its own: the same bytes are the same delivery.</summary>
    public static ProviderVerdict Accept(ProviderDelivery delivery) => new ProviderVerdict.Accepted(
        SHA256.HashData(delivery.Body),
        delivery.Header("Content-Type") is { } type ? new Dictionary<string, string> { ["content-type"] = type } : new Dictionary<string, string>());

    private static IEnumerable<string> Given(ProviderDelivery delivery)
    {
        var authorization = delivery.Header("Authorization")?.Trim() ?? "";
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            yield return authorization[Bearer.Length..].Trim();
        }

        if (authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
        {
            var pair = Encoding.UTF8.GetString(TransferEncoding.DecodeBase64(Encoding.UTF8.GetBytes(authorization[Basic.Length..])));
            yield return pair;
            yield return pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
        }

        if (delivery.Header("X-MessageSystems-Webhook-Token") is { Length: > 0 } token)
        {
            yield return token;
        }

        if (delivery.PathSecret is { Length: > 0 } path)
        {
            yield return path;
        }
    }

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
