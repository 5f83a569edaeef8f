using System.Text;

namespace FollowUpAgent.Events.Mail;

/// <summary>Turns bytes into letters by the charset's name. A name that nobody knows, or none, is UTF-8, or else Windows-1252.</summary>
internal static class Charsets
{
    // Asked for a name that it does not know, .NET throws, and a mail may hold thousands of those. These it knows beside the code pages.
    private static readonly HashSet<string> BuiltIn =
    [
        "utf-16", "utf-16le", "utf-16be", "unicode", "ucs-2", "iso-10646-ucs-2", "csunicode", "unicodefffe", "utf-32", "utf-32le", "utf-32be", "ucs-4", "unicode-1-1-utf-8", "unicode-2-0-utf-8", "x-unicode-1-1-utf-8", "x-unicode-2-0-utf-8",
        "iso-8859-1", "iso8859-1", "iso_8859-1", "iso_8859-1:1987", "latin1", "l1", "cp819", "ibm819", "iso-ir-100", "csisolatin1",
    ];

    private static readonly Encoding Western = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>The letters.</summary>
    public static string Decode(string? charset, ReadOnlySpan<byte> bytes) => Find(charset) is { } encoding ? encoding.GetString(bytes) : Guess(bytes);

    // What calls itself ASCII and has other bytes is guessed too.
    private static Encoding? Find(string? charset)
    {
        var name = charset?.Trim().ToLowerInvariant();
        if (string.IsNullOrEmpty(name) || name is "us-ascii" or "ascii" or "utf-8" or "utf8")
        {
            return null;
        }

        return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? (BuiltIn.Contains(name) ? Encoding.GetEncoding(name) : null);
    }

    private static string Guess(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        return Western.GetString(bytes);
    }
}
