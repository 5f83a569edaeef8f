using System.Text;

namespace FollowUpAgent.Events.Mail;

/// <summary>Turns bytes into letters by the charset's name. A name that nobody knows, or none, is UTF-8, or else Windows-1252.</summary>
internal static class Charsets
{
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

        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
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
