using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Notices.Webhooks;

/// <summary>Names a delivery: its webhook-id, the same in every try.</summary>
internal readonly record struct DeliveryId(Guid Value) : IId<DeliveryId>
{
    /// <inheritdoc />
    public static DeliveryId From(Guid value) => new(value);

    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}

/// <summary>What one endpoint is told of one thing that happened.</summary>
internal sealed record WebhookDelivery
{
    /// <summary>The webhook-id.</summary>
    public DeliveryId Id { get; init; }

    /// <summary>The endpoint's name.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>One of <see cref="WebhookKind"/>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Whom it is about, or null.</summary>
    public ContactId? ContactId { get; init; }

    /// <summary>What is sent, byte for byte.</summary>
    public string Body { get; init; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset MadeAt { get; init; }

    /// <summary>One of <see cref="DeliveryState"/>.</summary>
    public string State { get; init; } = DeliveryState.Waiting;

    /// <summary>How many tries were begun.</summary>
    public long Tries { get; init; }

    /// <summary>When it is tried next, while it waits.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>When it was taken or given up, or null.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>What came of the last try, in words of ours; or null.</summary>
    public string? Answer { get; init; }
}

/// <summary>How a delivery stands, as text in database and JSON.</summary>
internal static class DeliveryState
{
    /// <summary>It is still to be taken.</summary>
    public const string Waiting = "waiting";

    /// <summary>The endpoint took it.</summary>
    public const string Delivered = "delivered";

    /// <summary>The endpoint did not take it in ten tries.</summary>
    public const string Failed = "failed";
}
