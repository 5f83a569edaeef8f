using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;

namespace FollowUpAgent.Scenarios.Scoreboard;

/// <summary>What became of one question to people.</summary>
internal sealed record GivenAnswer
{
    /// <summary>The decision that was asked about.</summary>
    public DecisionId DecisionId { get; init; }

    /// <summary>To whom the mail was to go, or null once erased.</summary>
    public ContactId? ContactId { get; init; }

    /// <summary>The sequence's key.</summary>
    public string Sequence { get; init; } = "";

    /// <summary>The step's key.</summary>
    public string Step { get; init; } = "";

    /// <summary>The rule that asked.</summary>
    public string Rule { get; init; } = "";

    /// <summary>The proposed version.</summary>
    public string Variant { get; init; } = "";

    /// <summary>The proposed slot.</summary>
    public string Slot { get; init; } = "";

    /// <summary>Approved, changed, skipped, stopped or expired: what a person wanted, whether or not a coin kept the proposal against it.</summary>
    public string State { get; init; } = "";

    /// <summary>Who answered; null where nobody did.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>The version that was wanted instead, or null.</summary>
    public string? DoneVariant { get; init; }

    /// <summary>The slot that was wanted instead, or skip; or null.</summary>
    public string? DoneSlot { get; init; }

    /// <summary>The key of the proposed variant, whatever its version.</summary>
    public string VariantKey => Learning.Features.Variant.KeyOf(Variant);
}
