using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Contacts;

/// <summary>Normalises mail addresses and turns them into keys that name a person without naming them.</summary>
internal sealed class AddressKeys(KeyRing keys)
{
    private const int MostLocalLength = 64;
    private const int MostLength = 254;
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };
    private readonly byte[] key = keys.For("address");

    /// <summary>HMAC-SHA-256 of a normalised address under the agent's pepper.</summary>
    public byte[] KeyOf(string normalisedAddress) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(normalisedAddress));

    /// <summary>
    /// The address in its one form: trimmed, lower case, domain in ASCII. Null where it is not one plain mailbox (RFC 5321 lengths,
    /// no comment, no quoted local part, no address literal).
    /// </summary>
    public static string? Normalise(string? text)
    {
        var address = text?.Trim() ?? "";
        var at = address.LastIndexOf('@');
        if (at < 1 || at > MostLocalLength || address.Length > MostLength)
        {
            return null;
        }

        var local = address[..at].ToLowerInvariant();
        var domain = Domain(address[(at + 1)..]);
        return domain is not null && IsDotAtom(local) && local.Length + domain.Length < MostLength ? $"{local}@{domain}" : null;
    }

    private static string? Domain(string text)
    {
        try
        {
            var ascii = Idn.GetAscii(text).ToLowerInvariant();
            return ascii.Contains('.', StringComparison.Ordinal) && ascii.Length <= 253 && !ascii.EndsWith('.') ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsDotAtom(string local) =>
        local[0] != '.' && local[^1] != '.' && !local.Contains("..", StringComparison.Ordinal)
        && local.All(c => char.IsAsciiLetterOrDigit(c) || ".!#$%&'*+-/=?^_`{|}~".Contains(c, StringComparison.Ordinal) || (c > 0x7F && char.IsLetterOrDigit(c)));
}
