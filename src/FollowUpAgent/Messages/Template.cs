namespace FollowUpAgent.Messages;

/// <summary>An activated template: it passed every rule, and its texts are compiled.</summary>
internal sealed record Template
{
    /// <summary>The sequence it belongs to.</summary>
    public required string Sequence { get; init; }

    /// <summary>Its name inside the sequence.</summary>
    public required string Name { get; init; }

    /// <summary>The language of its text.</summary>
    public required string Language { get; init; }

    /// <summary>The identity of this version of the text, footer included; traits and layout of the file do not count.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>What is typical of the text, for learning: traits from its head and measured ones.</summary>
    public required IReadOnlyDictionary<string, string> Traits { get; init; }

    /// <summary>The static http(s) links by number from 1: where a click on link n leads.</summary>
    public required IReadOnlyList<TrackedLink> Links { get; init; }

    /// <summary>The fields the text names, system fields included.</summary>
    public required IReadOnlySet<string> Fields { get; init; }

    /// <summary>The compiled texts.</summary>
    public required TemplateTexts Texts { get; init; }

    /// <summary>Whether the mail continues a thread.</summary>
    public required bool ContinuesThread { get; init; }
}

/// <summary>The compiled texts of a template.</summary>
internal sealed record TemplateTexts(
    CompiledText Subject,
    CompiledText? Preheader,
    CompiledText Body,
    CompiledText? Footer,
    CompiledText PlainBody,
    CompiledText? PlainFooter);
