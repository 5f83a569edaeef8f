using FollowUpAgent.Hosting;

namespace FollowUpAgent.Messages;

/// <summary>The fields a template may name: standard ones of a contact, configured custom ones, and those the system fills.</summary>
internal sealed class FieldCatalog(IEnumerable<string> customFields)
{
    /// <summary>The link that stops all mail to the contact; goes into a link as a whole.</summary>
    public const string UnsubscribeUrl = "unsubscribeUrl";

    /// <summary>The sender's postal address, asked for by CAN-SPAM.</summary>
    public const string PostalAddress = "postalAddress";

    /// <summary>Where the contact's data came from (GDPR article 14); empty when this mail need not say so.</summary>
    public const string SourceNotice = "sourceNotice";

    /// <summary>The display name of the sending mailbox, or its address if it has none.</summary>
    public const string SenderName = "senderName";

    /// <summary>The address of the sending mailbox.</summary>
    public const string SenderAddress = "senderAddress";

    /// <summary>The fields every contact may have.</summary>
    public static readonly IReadOnlyList<string> Standard =
        ["firstName", "lastName", "fullName", "email", "company", "jobTitle", "language", "country", "city"];

    /// <summary>The fields the system fills; a contact cannot overwrite them.</summary>
    public static readonly IReadOnlyList<string> System = [UnsubscribeUrl, PostalAddress, SourceNotice, SenderName, SenderAddress];

    private readonly string[] all = [.. Standard, .. customFields, .. System];

    /// <summary>Whether a template may name this field.</summary>
    public bool Knows(string field) => all.Contains(field, StringComparer.Ordinal);

    /// <summary>The end of the sentence "expected …" for a name that is not known; suggests the nearest one.</summary>
    public string ExpectedInsteadOf(string field)
    {
        var nearest = all.MinBy(known => Spelling.Edits(known, field))!;
        var hint = Spelling.Edits(nearest, field) <= Math.Max(2, field.Length / 3)
            ? $" (did you mean {nearest}?)"
            : "";
        return $"a known field{hint}; known are {string.Join(", ", all)}; others are named in Messages:CustomFields";
    }
}
