namespace FollowUpAgent.Contacts.Import;

/// <summary>Where a column goes: a standard field, an own field of the contact, or nowhere.</summary>
/// <param name="Field">The standard field, or null.</param>
/// <param name="Own">The name of the own field, or null.</param>
internal sealed record ColumnTarget(ContactField? Field, string? Own)
{
    /// <summary>What <see cref="Parse"/> understands.</summary>
    public const string Expected = "a standard field such as 'email' or 'first name', an own field such as 'fields.revenue', or '-' to leave it out";

    private const string OwnPrefix = "fields.";

    /// <summary>The column is left out.</summary>
    public static ColumnTarget Nowhere { get; } = new(null, null);

    /// <summary>The target that a person wrote, or null where it is none.</summary>
    public static ColumnTarget? Parse(string? text)
    {
        var target = text?.Trim() ?? "";
        if (target == "-")
        {
            return Nowhere;
        }

        if (target.StartsWith(OwnPrefix, StringComparison.OrdinalIgnoreCase) && target.Length > OwnPrefix.Length)
        {
            return new ColumnTarget(null, target[OwnPrefix.Length..]);
        }

        return ColumnAliases.Find(target) is { } field ? new ColumnTarget(field, null) : null;
    }

    /// <summary>The target for a person.</summary>
    public override string ToString() => Field is { } field ? ColumnAliases.NameOf(field) : Own is null ? "-" : OwnPrefix + Own;
}
