namespace FollowUpAgent.Events;

/// <summary>One delivery to a public endpoint, raw: the bytes that were signed are the bytes that are kept.</summary>
internal sealed record InboxRow
{
    /// <summary>The row's id.</summary>
    public Guid Id { get; init; }

    /// <summary>Where it came in, as in <c>events/shop</c>.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>SHA-256 of the sender's own key for it: a repeat finds the row there.</summary>
    public byte[] DedupeKey { get; init; } = [];

    /// <summary>When it came.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The headers that were verified, as a JSON object.</summary>
    public string Headers { get; init; } = "{}";

    /// <summary>The raw body.</summary>
    public byte[] Body { get; init; } = [];
}

/// <summary>Something that happened, understood.</summary>
internal sealed record Event
{
    /// <summary>The event's id.</summary>
    public Guid Id { get; init; }

    /// <summary>The inbox row that it was read from.</summary>
    public Guid InboxId { get; init; }

    /// <summary>Its place in that row, from 0.</summary>
    public int Position { get; init; }

    /// <summary>What happened: replied, clicked, unsubscribed, goal, or the key of an own outcome.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The message that it names, or null.</summary>
    public Dispatch.MessageId? MessageId { get; init; }

    /// <summary>The contact that it is about, or null where nobody is known by that name.</summary>
    public Contacts.ContactId? ContactId { get; init; }

    /// <summary>When it happened, by its sender's clock, but never after it came in.</summary>
    public DateTimeOffset OccurredAt { get; init; }
}
