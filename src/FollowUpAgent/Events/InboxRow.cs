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

    /// <summary><see cref="InboxState.New"/>, unless it took effect in the transaction that stores it.</summary>
    public string State { get; init; } = InboxState.New;
}

/// <summary>The states of an inbox row, as text in the database.</summary>
internal static class InboxState
{
    /// <summary>Waits for the pump.</summary>
    public const string New = "new";

    /// <summary>Understood, and took effect.</summary>
    public const string Done = "done";

    /// <summary>Nothing in it could be read, or reading it failed again and again; a person looks.</summary>
    public const string Failed = "failed";
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

    /// <summary>The number of the clicked link, or null.</summary>
    public int? Link { get; init; }

    /// <summary>Whether it is taken for no person's: kept apart, never a reward.</summary>
    public bool Machine { get; init; }

    /// <summary>Of a click or an open: what the request showed of itself, in words of ours; or null.</summary>
    public string? Marks { get; init; }

    /// <summary>Of a click or an open: a mark of the network it came from, good within one mail only; or null.</summary>
    public string? Network { get; init; }

    /// <summary>When it is to be labelled as a person's or a machine's; until then it earns nothing. Null where it is labelled, or needs no label.</summary>
    public DateTimeOffset? LabelAt { get; init; }

    /// <summary>Whether it still has to be labelled.</summary>
    public bool AwaitsLabel => LabelAt is not null;

    /// <summary>Of a mail that came back: why, as the policy counts it; or null.</summary>
    public string? Bounce { get; init; }

    /// <summary>Of a reply: whether it says no.</summary>
    public bool Negative { get; init; }

    /// <summary>How the contact was found (<see cref="Match"/>), or null where nobody was.</summary>
    public string? Matched { get; init; }

    /// <summary>A status code or a word of ours, or null.</summary>
    public string? Detail { get; init; }

    /// <summary>SHA-256 of endpoint and the sender's own key for it, or null where it has none.</summary>
    public byte[]? DedupeKey { get; init; }

    /// <summary>Whether its source took it back: it earns nothing and counts for nothing.</summary>
    public bool Withdrawn { get; init; }

    /// <summary>When it happened, by its sender's clock, but never after it came in.</summary>
    public DateTimeOffset OccurredAt { get; init; }
}

/// <summary>How a contact was found, as text in the database.</summary>
internal static class Match
{
    /// <summary>By one of our messages, which the event names.</summary>
    public const string Message = "message";

    /// <summary>By address and subject: weak too, and yet it names a mail.</summary>
    public const string Subject = "subject";

    /// <summary>By address or id alone: of a mail anybody may write that address, so it is weak.</summary>
    public const string Address = "address";
}
