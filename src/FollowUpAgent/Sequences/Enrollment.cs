using FollowUpAgent.Contacts;

namespace FollowUpAgent.Sequences;

/// <summary>A contact on its way through a sequence, as the database holds it.</summary>
internal sealed record Enrollment
{
    /// <summary>The enrollment's id.</summary>
    public EnrollmentId Id { get; init; }

    /// <summary>Who.</summary>
    public ContactId ContactId { get; init; }

    /// <summary>The sequence's key.</summary>
    public string Sequence { get; init; } = "";

    /// <summary>The how-manieth time this contact is in this sequence, from 1.</summary>
    public int Entry { get; init; } = 1;

    /// <summary>The contact's group as text; see <see cref="Group"/>.</summary>
    public string GroupName { get; init; } = "";

    /// <summary>The sender's key, the same for every step.</summary>
    public string Sender { get; init; } = "";

    /// <summary>The state as text; see <see cref="EnrollmentState"/>.</summary>
    public string State { get; init; } = "";

    /// <summary>Why it ended, as text; see <see cref="ExitReason"/>.</summary>
    public string? ExitReason { get; init; }

    /// <summary>The key of the step it stands at.</summary>
    public string Step { get; init; } = "";

    /// <summary>The step's place in the sequence, from 0, when it was reached.</summary>
    public int StepNumber { get; init; }

    /// <summary>The round of this step, from 1; a lapsed round is followed by the next.</summary>
    public int Round { get; init; } = 1;

    /// <summary>When it is next looked at; null while its message is in the outbox and after its end.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The end of the drawn slot, excluded; the round lapses then.</summary>
    public DateTimeOffset? SlotUntil { get; init; }

    /// <summary>What the drawn slot is expected to add over skipping, in the goal's unit.</summary>
    public double? ExpectedGain { get; init; }

    /// <summary>Skips in a row.</summary>
    public int Skips { get; init; }

    /// <summary>Lapsed rounds in a row at this step.</summary>
    public int Lapses { get; init; }

    /// <summary>Tries in a row to plan it that threw.</summary>
    public int Failures { get; init; }

    /// <summary>Why it is paused, in words without a name or address.</summary>
    public string? Reason { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset EnteredAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Grows with every claim: a worker that lost its lease writes nothing.</summary>
    public long Fence { get; init; }
}
