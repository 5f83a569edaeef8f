using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Dispatch;

/// <summary>What is to be written for one enrollment, all of it or nothing.</summary>
/// <param name="Claimed">The enrollment as it was claimed.</param>
/// <param name="Moved">The enrollment as it goes on.</param>
internal sealed record Plan(Enrollment Claimed, Enrollment Moved)
{
    /// <summary>The ledger row, where something was decided.</summary>
    public Decision? Row { get; init; }

    /// <summary>What could be sent, where something was decided.</summary>
    public IReadOnlyList<Variant> Variants { get; init; } = [];

    /// <summary>The round to close, or null.</summary>
    public DecisionId? Round { get; init; }

    /// <summary>How to close it.</summary>
    public RoundEnd RoundEnd { get; init; }

    /// <summary>Why, where that needs a word.</summary>
    public string? RoundReason { get; init; }

    /// <summary>The message for the outbox, or null.</summary>
    public OutboxMessage? Message { get; init; }

    /// <summary>The message's content, as JSON.</summary>
    public string? Content { get; init; }
}
