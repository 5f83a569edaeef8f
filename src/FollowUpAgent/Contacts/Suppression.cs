namespace FollowUpAgent.Contacts;

/// <summary>An address that is not written to, and why. Known by key only.</summary>
internal sealed record Suppression
{
    /// <summary>The address, as <see cref="AddressKeys.KeyOf"/>.</summary>
    public byte[] AddressKey { get; init; } = [];

    /// <summary>Why: unsubscribed, complained, bounced, left-company, erased, manual, imported.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What proves it: an event's id, a person's name, a file. Never an address.</summary>
    public string? Evidence { get; init; }

    /// <summary>From when on.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Until when, or null for ever.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>Why an address is suppressed, as the database says it.</summary>
internal static class SuppressionReason
{
    /// <summary>The person unsubscribed.</summary>
    public const string Unsubscribed = "unsubscribed";

    /// <summary>The person reported a mail as spam.</summary>
    public const string Complained = "complained";

    /// <summary>The address does not take mail.</summary>
    public const string Bounced = "bounced";

    /// <summary>The person was erased on request: an import does not store them again.</summary>
    public const string Erased = "erased";

    /// <summary>The person works there no longer.</summary>
    public const string LeftCompany = "left-company";

    /// <summary>Someone here decided it.</summary>
    public const string Manual = "manual";

    /// <summary>It came with a list from elsewhere.</summary>
    public const string Imported = "imported";

    /// <summary>All reasons.</summary>
    public static IReadOnlyList<string> All { get; } = [Unsubscribed, Complained, Bounced, LeftCompany, Erased, Manual, Imported];
}
