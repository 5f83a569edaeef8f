using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Dispatch;

/// <summary>A message of the outbox, as the database holds it.</summary>
internal sealed record OutboxMessage
{
    /// <summary>The message's id.</summary>
    public MessageId Id { get; init; }

    /// <summary>The decision that it carries out.</summary>
    public DecisionId DecisionId { get; init; }

    /// <summary>The enrollment that waits for it.</summary>
    public EnrollmentId EnrollmentId { get; init; }

    /// <summary>The recipient.</summary>
    public ContactId ContactId { get; init; }

    /// <summary>The sequence's key.</summary>
    public string Sequence { get; init; } = "";

    /// <summary>The step's key.</summary>
    public string Step { get; init; } = "";

    /// <summary>The variant's key and version, as it was drawn.</summary>
    public string Variant { get; init; } = "";

    /// <summary>The fingerprint of its template, by which its links are found.</summary>
    public string Template { get; init; } = "";

    /// <summary>The fingerprint of the rendered text.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>The sender's key.</summary>
    public string Sender { get; init; } = "";

    /// <summary>The relay's key.</summary>
    public string Relay { get; init; } = "";

    /// <summary>The recipient's domain.</summary>
    public string Domain { get; init; } = "";

    /// <summary>The Message-ID without angle brackets.</summary>
    public string HeaderId { get; init; } = "";

    /// <summary>One of <see cref="MessageState"/>.</summary>
    public string State { get; init; } = MessageState.Queued;

    /// <summary>Why it is where it is, where that needs a word.</summary>
    public string? Reason { get; init; }

    /// <summary>When it is next tried.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>The end of its slot; not begun after it.</summary>
    public DateTimeOffset SlotUntil { get; init; }

    /// <summary>True where an attempt ended without an answer: it may be on its way, so it keeps its identity and does not lapse.</summary>
    public bool MaybeSent { get; init; }

    /// <summary>How often it was begun.</summary>
    public int Attempts { get; init; }

    /// <summary>How often its worker died between begin and end.</summary>
    public int Crashes { get; init; }

    /// <summary>How often a lease on it ran out before it was begun.</summary>
    public int LeaseLosses { get; init; }

    /// <summary>Grows with every claim.</summary>
    public long Fence { get; init; }

    /// <summary>When it was last begun.</summary>
    public DateTimeOffset? AttemptedAt { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The relay's own name for it.</summary>
    public string? QueueId { get; init; }

    /// <summary>Whether its links lead by us, so that a click can be seen at all.</summary>
    public bool TracksClicks { get; init; }

    /// <summary>The shares of volume that count it (<see cref="Volume"/>); null for none.</summary>
    public string? Volumes { get; init; }

    /// <summary>When it was put into the outbox.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The states of a message, as text in the database.</summary>
internal static class MessageState
{
    /// <summary>Waits for its time and a worker.</summary>
    public const string Queued = "queued";

    /// <summary>A worker holds it and has not begun.</summary>
    public const string Leased = "leased";

    /// <summary>Commit A is done: it may be on the wire.</summary>
    public const string Sending = "sending";

    /// <summary>Accepted by the relay.</summary>
    public const string Sent = "sent";

    /// <summary>Refused for good, or given up.</summary>
    public const string Failed = "failed";

    /// <summary>Its fate is unknown; recovery or a person settles it.</summary>
    public const string Unknown = "unknown";

    /// <summary>Not sent, because the enrollment ended or its slot passed.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Not sent, because it could not be made or kept killing its worker; a person looks.</summary>
    public const string Quarantined = "quarantined";
}
