using FollowUpAgent.Decisions;
using FollowUpAgent.Oversight.Approvals;

namespace FollowUpAgent.Dispatch.Approvals;

/// <summary>
/// A coin between a person and the agent, tossed for a change of variant or time alone: who does not want to send, or writes a text, is obeyed.
/// It falls by the decision's seed: to ask again changes nothing.
/// </summary>
/// <param name="Share">The probability with which it keeps the proposal.</param>
/// <param name="KeepsProposal">How it fell.</param>
internal sealed record Coin(double Share, bool KeepsProposal)
{
    private const string Toss = "coin";

    /// <summary>What is sent: the proposal, or the change.</summary>
    public string Sends => KeepsProposal ? "proposal" : "change";

    /// <summary>The coin for what a person wants; null where none is tossed.</summary>
    public static Coin? Of(Approval wanted, double share) =>
        share <= 0 || wanted.Edited is not null || wanted is { DoneVariant: null, DoneSlot: null }
            ? null
            : new Coin(share, Decider.UniformOf(Decider.SeedOf(wanted.DecisionId, Toss)) < share);

    /// <summary>The proposal, with what the person wanted beside it.</summary>
    public Approval Keep(Approval proposed, Approval wanted) => Noted(proposed, wanted) with { State = ApprovalState.Kept };

    /// <summary>What the person wanted, with the coin beside it.</summary>
    public Approval Give(Approval wanted) => Noted(wanted, wanted);

    private Approval Noted(Approval approval, Approval wanted) =>
        approval with { CoinShare = Share, WishedVariant = wanted.DoneVariant, WishedSlot = wanted.DoneSlot };
}
