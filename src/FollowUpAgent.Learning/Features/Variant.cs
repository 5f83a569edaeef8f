namespace FollowUpAgent.Learning.Features;

/// <summary>One version of a wording, as models see it.</summary>
/// <param name="Version">The key and the fingerprint of text and traits, as in plain@1x2y3z4w; an edited text is another version.</param>
/// <param name="Traits">What is typical of it, by name.</param>
public sealed record Variant(string Version, IReadOnlyDictionary<string, string> Traits)
{
    /// <summary>The key, which all versions share.</summary>
    public string Key => KeyOf(Version);

    /// <summary>The key of a version.</summary>
    public static string KeyOf(string version)
    {
        ArgumentNullException.ThrowIfNull(version);
        var at = version.IndexOf('@', StringComparison.Ordinal);
        return at < 0 ? version : version[..at];
    }
}

/// <summary>Where a decision is made and about whom.</summary>
/// <param name="Sequence">The sequence's key.</param>
/// <param name="Step">The step's key.</param>
/// <param name="Context">What is known of the contact.</param>
public sealed record Situation(string Sequence, string Step, ContactContext Context);

/// <summary>What was done: a variant in a slot, or nothing where both are null.</summary>
/// <param name="Slot">The slot's key, as in d0-morning.</param>
/// <param name="Variant">The version that was sent.</param>
public sealed record Deed(string? Slot, Variant? Variant)
{
    /// <summary>Nothing is sent.</summary>
    public static Deed Skip { get; } = new(null, null);

    /// <summary>Whether nothing is sent.</summary>
    public bool IsSkip => Variant is null;
}
