namespace FollowUpAgent.Contacts;

/// <summary>An address that is not written to, and why. Known by key only.</summary>
internal sealed record Suppression
{
    /// <summary>The address, as <see cref="AddressKeys.KeyOf"/>.</summary>
    public byte[] AddressKey { get; init; } = [];

    /// <summary>Why: unsubscribed, complained, bounced, erased, manual, imported.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What proves it: an event's id, a person's name, a file. Never an address.</summary>
    public string? Evidence { get; init; }

    /// <summary>From when on.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Until when, or null for ever.</summary>
    public DateTimeOffset? Until { get; init; }
}
