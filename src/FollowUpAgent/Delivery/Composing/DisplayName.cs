using System.Text;

namespace FollowUpAgent.Delivery.Composing;

/// <summary>A header with one mailbox: an atom, a quoted string or encoded words, then the address.</summary>
internal static class DisplayName
{
    private const int LongestPlainName = 60;

    /// <summary>The header with its name, folded before the address where needed; <paramref name="address"/> is ASCII already.</summary>
    public static string Write(string header, string? name, string address)
    {
        HeaderText.RefuseControls(header, name ?? "");
        if (string.IsNullOrWhiteSpace(name))
        {
            return $"{header}: {address}";
        }

        var lines = new StringBuilder($"{header}: ");
        AppendName(lines, name);
        var column = lines.Length - (lines.ToString().LastIndexOf('\n') + 1);
        lines.Append(column + address.Length + 3 <= 78 ? " " : "\r\n ");
        return lines.Append('<').Append(address).Append('>').ToString();
    }

    private static void AppendName(StringBuilder lines, string name)
    {
        var isShortAscii = name.Length <= LongestPlainName && HeaderText.IsPrintableAscii(name);
        if (!isShortAscii || name.Contains("=?", StringComparison.Ordinal))
        {
            EncodedWords.Append(lines, lines.Length, name);
            return;
        }

        if (name.Split(' ').All(MailAddress.IsAtom))
        {
            lines.Append(name);
            return;
        }

        lines.Append('"').Append(name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
    }
}
