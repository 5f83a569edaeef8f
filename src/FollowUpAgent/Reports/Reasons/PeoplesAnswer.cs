using FollowUpAgent.Oversight.Approvals;

namespace FollowUpAgent.Reports.Reasons;

/// <summary>What people were asked about a decision, and what they did.</summary>
/// <param name="State">One of <see cref="ApprovalState"/>.</param>
/// <param name="Rule">The rule that asked.</param>
/// <param name="By">Who answered; null where nobody did.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why, in their words.</param>
/// <param name="DoneSlot">What was done instead of the proposed slot, or null.</param>
/// <param name="DoneVariant">The version that was sent instead of the proposed one, or null.</param>
/// <param name="IsOwnText">Whether they wrote it themselves.</param>
internal sealed record PeoplesAnswer(
    string State, string Rule, string? By, DateTimeOffset? At, string? Reason, string? DoneSlot, string? DoneVariant, bool IsOwnText)
{
    /// <summary>What an approval says of it.</summary>
    public static PeoplesAnswer Of(Approval approval) => new(
        approval.State,
        approval.Rule,
        approval.AnsweredBy,
        approval.AnsweredAt,
        approval.Reason,
        approval.DoneSlot,
        approval.DoneVariant,
        approval.Edited is not null);
}
