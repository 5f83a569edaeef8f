using FollowUpAgent.Hosting;

namespace FollowUpAgent.Contacts;

/// <summary>Names a contact; says nothing about the person.</summary>
internal readonly record struct ContactId(Guid Value) : IId<ContactId>
{
    /// <inheritdoc />
    public static ContactId From(Guid value) => new(value);

    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}
