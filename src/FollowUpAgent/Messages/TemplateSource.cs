using System.Security.Cryptography;
using System.Text;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Messages;

/// <summary>The text of one template file as it was found, with LF line ends.</summary>
/// <param name="File">The path that faults name, as in <c>templates/welcome/intro.en.md</c>.</param>
/// <param name="Sequence">The sequence; empty for a footer.</param>
/// <param name="Name">The name of the template; <c>footer</c> for a footer.</param>
/// <param name="Language">The language tag.</param>
/// <param name="Text">The whole text.</param>
internal sealed record TemplateSource(string File, string Sequence, string Name, string Language, string Text);

/// <summary>What a sequence asks of one of its templates.</summary>
internal sealed record TemplateNeed(string Sequence, string Name)
{
    /// <summary>Whether the step continues a thread, so that its subject may start with Re:.</summary>
    public bool ContinuesThread { get; init; }

    /// <summary>Whether the sequence mails contacts whose data came from elsewhere, so that the text must name the source.</summary>
    public bool NamesSource { get; init; }

    /// <summary>The sequence's default language; null for the one in the options.</summary>
    public string? DefaultLanguage { get; init; }
}

/// <summary>Short hashes that tell one text from another.</summary>
internal static class Fingerprint
{
    /// <summary>16 characters for these parts in this order; the same on every machine.</summary>
    public static string Of(params IEnumerable<string> parts)
    {
        // The length in front keeps ("ab", "c") apart from ("a", "bc").
        var text = string.Concat(parts.Select(part => FormattableString.Invariant($"{part.Length}:{part}")));
        return Base32.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 10));
    }
}
