using FollowUpAgent.Hosting;

namespace FollowUpAgent.Sequences;

/// <summary>Names an enrollment.</summary>
internal readonly record struct EnrollmentId(Guid Value) : IId<EnrollmentId>
{
    /// <inheritdoc />
    public static EnrollmentId From(Guid value) => new(value);

    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}
