using System.Globalization;

namespace FollowUpAgent.Delivery.Composing;

/// <summary>An address as it may stand on the wire: ASCII, an international domain as punycode.</summary>
internal static class MailAddress
{
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>The address for a header or an SMTP path, or an exception that names <paramref name="header"/>.</summary>
    public static string ToAscii(string header, string address)
    {
        HeaderText.RefuseControls(header, address);
        var at = address.LastIndexOf('@');
        if (at <= 0 || at == address.Length - 1)
        {
            throw new MailCompositionException(header, "holds an address without a local part or a domain");
        }

        var ascii = $"{LocalPart(header, address[..at])}@{Domain(header, address[(at + 1)..])}";
        if (ascii.Length > 254)
        {
            throw new MailCompositionException(header, "holds an address longer than 254 characters");
        }

        return ascii;
    }

    /// <summary>Whether the text is an atom of RFC 5322: letters, digits and the few signs that need no quotes.</summary>
    public static bool IsAtom(string text) => text.Length > 0 && text.All(IsAtomText);

    private static string LocalPart(string header, string local)
    {
        if (local.Any(c => c > '\x7f'))
        {
            throw new MailCompositionException(header, "holds a local part beyond ASCII, which needs SMTPUTF8 on every hop and is not sent");
        }

        if (local.Length > 64)
        {
            throw new MailCompositionException(header, "holds a local part longer than 64 characters");
        }

        if (local.Split('.').All(IsAtom) || IsQuoted(local))
        {
            return local;
        }

        // Dots at the ends or in a row exist in the wild (docomo.ne.jp before 2009) and are legal in quotes.
        return local.All(c => IsAtomText(c) || c == '.')
            ? $"\"{local}\""
            : throw new MailCompositionException(header, "holds a local part with characters that RFC 5321 does not allow");
    }

    private static bool IsQuoted(string local)
    {
        if (local.Length < 3 || local[0] != '"' || local[^1] != '"')
        {
            return false;
        }

        for (var i = 1; i < local.Length - 1; i++)
        {
            i += local[i] == '\\' ? 1 : 0;
            if (i == local.Length - 1 || (local[i] == '"' && local[i - 1] != '\\'))
            {
                return false;
            }
        }

        return true;
    }

    private static string Domain(string header, string domain)
    {
        try
        {
            return Idn.GetAscii(domain);
        }
        catch (ArgumentException)
        {
            throw new MailCompositionException(header, "holds a domain that is not a valid host name");
        }
    }

    private static bool IsAtomText(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".Contains(c, StringComparison.Ordinal);
}
