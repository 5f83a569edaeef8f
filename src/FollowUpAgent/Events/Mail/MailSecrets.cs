using System.Security.Cryptography;
using System.Text;

namespace FollowUpAgent.Events.Mail;

/// <summary>The secrets in the address that mail is handed to; held as hashes, compared in constant time.</summary>
internal sealed class MailSecrets(WebhooksOptions options)
{
    // 22 letters of 64 carry 132 bits.
    private const int Shortest = 22;
    private const int Longest = 128;
    private const int LeastVariety = 8;

    private readonly byte[][] hashes = [.. options.Mail.Secrets.Select(Hash)];

    /// <summary>Whether replies can reach us at all.</summary>
    public bool Any => hashes.Length > 0;

    /// <summary>Whether a text can be a secret: long and mixed enough, and fit for a path.</summary>
    public static bool IsSecret(string text) =>
        text.Length is >= Shortest and <= Longest
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
        && text.Distinct().Count() >= LeastVariety;

    /// <summary>Whether this is one of them.</summary>
    public bool Hold(string secret)
    {
        var hash = Hash(secret);
        return hashes.Aggregate(false, (found, known) => CryptographicOperations.FixedTimeEquals(hash, known) || found);
    }

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
