using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Dispatch;

/// <summary>What is to be written for one enrollment, all of it or nothing.</summary>
/// <param name="Claimed">The enrollment as it was claimed.</param>
/// <param name="Moved">The enrollment as it goes on.</param>
internal sealed record Plan(Enrollment Claimed, Enrollment Moved)
{
    /// <summary>The ledger rows, where something was decided: one a stage.</summary>
    public IReadOnlyList<Decision> Rows { get; init; } = [];

    /// <summary>What could be sent, where something was decided.</summary>
    public IReadOnlyList<Variant> Variants { get; init; } = [];

    /// <summary>The round to close, or null.</summary>
    public DecisionId? Round { get; init; }

    /// <summary>How to close it.</summary>
    public RoundEnd RoundEnd { get; init; }

    /// <summary>Why, where that needs a word.</summary>
    public string? RoundReason { get; init; }

    /// <summary>What people are asked about the mail, or null.</summary>
    public Approval? Question { get; init; }

    /// <summary>Whether a question about it may be open that is moot now.</summary>
    public bool LeavesQuestion => Round is not null && Expired is null && Claimed.State == EnrollmentState.Asked.ToText();

    /// <summary>What nobody answered, with what follows; or null.</summary>
    public Approval? Expired { get; init; }

    /// <summary>The message for the outbox, or for people to look at where there is a question; or null.</summary>
    public OutboxMessage? Message { get; init; }

    /// <summary>The message's subject, where it could be written.</summary>
    public string? Subject { get; init; }

    /// <summary>The message's content, as JSON.</summary>
    public string? Content { get; init; }
}
