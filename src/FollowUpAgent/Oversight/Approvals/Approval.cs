using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Oversight.Approvals;

/// <summary>A mail that people are asked about, and what they said. It holds for exactly this text.</summary>
internal sealed record Approval
{
    /// <summary>The decision that proposes it.</summary>
    public DecisionId DecisionId { get; init; }

    /// <summary>The enrollment that waits for the answer.</summary>
    public EnrollmentId EnrollmentId { get; init; }

    /// <summary>To whom, or null once the contact was erased.</summary>
    public ContactId? ContactId { get; init; }

    /// <summary>The sequence's key.</summary>
    public string Sequence { get; init; } = "";

    /// <summary>The step's key.</summary>
    public string Step { get; init; } = "";

    /// <summary>Who decides: notify, approve or manual.</summary>
    public string Mode { get; init; } = "";

    /// <summary>The rule that asked.</summary>
    public string Rule { get; init; } = "";

    /// <summary>The proposed version.</summary>
    public string Variant { get; init; } = "";

    /// <summary>The proposed slot.</summary>
    public string Slot { get; init; } = "";

    /// <summary>When it is to go out.</summary>
    public DateTimeOffset SendAt { get; init; }

    /// <summary>The end of its slot, excluded: an answer after that comes too late.</summary>
    public DateTimeOffset SlotUntil { get; init; }

    /// <summary>The fingerprint of the text that was shown; after a change, of the text that a person chose. Null where nobody has to have seen it.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The subject as it was shown, or null once erased or old.</summary>
    public string? Subject { get; init; }

    /// <summary>What it is worth, in the goal's unit.</summary>
    public double Value { get; init; }

    /// <summary>How much more than business as usual.</summary>
    public double OverBaseline { get; init; }

    /// <summary>How likely it does harm: the upper end of the 90 % interval.</summary>
    public double Harm { get; init; }

    /// <summary>How many mature sends the forecast rests on.</summary>
    public long Evidence { get; init; }

    /// <summary>When this was asked.</summary>
    public DateTimeOffset AskedAt { get; init; }

    /// <summary>When people were first asked about this step: a slot that passes does not give them more time.</summary>
    public DateTimeOffset FirstAskedAt { get; init; }

    /// <summary>Until when an answer counts.</summary>
    public DateTimeOffset AnswerBy { get; init; }

    /// <summary>What follows where nobody answers: skip, baseline or auto.</summary>
    public string Otherwise { get; init; } = "";

    /// <summary>One of <see cref="ApprovalState"/>.</summary>
    public string State { get; init; } = ApprovalState.Pending;

    /// <summary>When it was answered, or null.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>Who answered, or null.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>Why, in the words of who answered, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>The version that people had sent instead, or null where the proposed one.</summary>
    public string? DoneVariant { get; init; }

    /// <summary>What people had done instead of the proposed slot: another slot, or skip; or null.</summary>
    public string? DoneSlot { get; init; }

    /// <summary>The text that a person wrote instead, with its head, as in a template; or null.</summary>
    public string? Edited { get; init; }

    /// <summary>The probability with which a coin would have kept the proposal against a person's change; null where none was tossed.</summary>
    public double? CoinShare { get; init; }

    /// <summary>Where a coin was tossed, the version that the person wanted; null where the proposed one.</summary>
    public string? WishedVariant { get; init; }

    /// <summary>Where a coin was tossed, the slot that the person wanted; null where the proposed one.</summary>
    public string? WishedSlot { get; init; }
}

/// <summary>Where an approval stands, as text in database and JSON.</summary>
internal static class ApprovalState
{
    /// <summary>Nobody has answered.</summary>
    public const string Pending = "pending";

    /// <summary>It goes out unless somebody says otherwise.</summary>
    public const string Notified = "notified";

    /// <summary>A person said yes.</summary>
    public const string Approved = "approved";

    /// <summary>A person had something else done: another variant, another time, another text.</summary>
    public const string Changed = "changed";

    /// <summary>A person wanted another variant or another time, and a coin kept the proposal (<c>Autonomy:CoinShare</c>).</summary>
    public const string Kept = "kept";

    /// <summary>A person had the step passed over.</summary>
    public const string Skipped = "skipped";

    /// <summary>A person ended the sequence for this contact.</summary>
    public const string Stopped = "stopped";

    /// <summary>Nobody answered in time; what was configured for that was done.</summary>
    public const string Expired = "expired";

    /// <summary>The question is moot: the contact answered, the slot passed, the text changed. Where the step still stands, it is asked again.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>Whether the mail may go out.</summary>
    public static bool IsYes(string state) => state is Notified or Approved or Changed or Kept or Expired;
}
