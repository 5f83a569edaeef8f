using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FollowUpAgent.Events;

/// <summary>
/// Writes and verifies a Standard Webhooks signature (standardwebhooks.com, v1): HMAC-SHA-256 over id, timestamp and the raw body. Pure.
/// </summary>
internal static class StandardSignature
{
    private const string Prefix = "whsec_";
    private const string Version = "v1,";
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>The bytes of a secret, or null where it is not one.</summary>
    public static byte[]? ReadSecret(string? text) => Decode(text) is { Length: >= 24 and <= 64 } secret ? secret : null;

    /// <summary>The signature of a delivery of ours, as it stands in the header.</summary>
    public static string Of(string id, string timestamp, byte[] body, byte[] secret) => Version + Mac(secret, Signed(id, timestamp, body));

    /// <summary>Why the delivery is refused, or null where it is genuine.</summary>
    /// <param name="id">The webhook-id header.</param>
    /// <param name="timestamp">The webhook-timestamp header, in seconds since 1970.</param>
    /// <param name="signatures">The webhook-signature header, signatures separated by spaces.</param>
    /// <param name="body">The raw body.</param>
    /// <param name="secrets">The active secrets.</param>
    /// <param name="now">Business time.</param>
    public static string? WhyRefused(string? id, string? timestamp, string? signatures, byte[] body, IEnumerable<string> secrets, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(id) || id.Length > 256 || string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signatures))
        {
            return "the headers webhook-id, webhook-timestamp and webhook-signature are needed";
        }

        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            || (now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > Tolerance)
        {
            return "webhook-timestamp is not within five minutes of now";
        }

        var signed = Signed(id, timestamp, body);
        var given = signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(s => s.StartsWith(Version, StringComparison.Ordinal)).ToList();
        return secrets.Select(Decode).OfType<byte[]>().Any(secret => IsSigned(secret, signed, given)) ? null : "no signature fits";
    }

    private static byte[]? Decode(string? text)
    {
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var base64 = text[Prefix.Length..].TrimEnd('=');
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='), bytes, out var length) && length > 0
            ? bytes[..length]
            : null;
    }

    private static byte[] Signed(string id, string timestamp, byte[] body) => [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];

    private static string Mac(byte[] secret, byte[] signed) => Convert.ToBase64String(HMACSHA256.HashData(secret, signed));

    private static bool IsSigned(byte[] secret, byte[] signed, IEnumerable<string> given)
    {
        var expected = Encoding.ASCII.GetBytes(Mac(secret, signed));
        return given.Any(s => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(s[Version.Length..]), expected));
    }
}
