using FollowUpAgent.Hosting;

namespace FollowUpAgent.Dispatch;

/// <summary>Names a message of the outbox; its Message-ID and tokens derive from it.</summary>
internal readonly record struct MessageId(Guid Value) : IId<MessageId>
{
    /// <inheritdoc />
    public static MessageId From(Guid value) => new(value);

    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}
