namespace FollowUpAgent.Decisions;

/// <summary>What an event is worth, by outcome (<c>Outcomes:{outcome}</c>). Own outcomes may be added; the four default ones always exist.</summary>
internal sealed class OutcomeOptions
{
    /// <summary>The value of one such event in the goal's unit; below 0 for harm. Default: goal 10, positive-reply 1, click 0.15, unsubscribe-or-negative -2.</summary>
    public double? Weight { get; init; }

    /// <summary>How long after a decision an event still belongs to it. Default: goal 30 days, replies and unsubscribes 14, click 7. At most 400 days.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>The rate to expect before anything is known, 0.00001 to 0.9. Default: goal 0.01, positive-reply 0.03, click 0.05, unsubscribe-or-negative 0.003.</summary>
    public double? PriorRate { get; init; }

    /// <summary>What it is worth where it comes from contacts of a segment, by its name under <c>Segments</c>. Default: the same for all.</summary>
    public Dictionary<string, SegmentWeightOptions?> Segments { get; init; } = [];
}

/// <summary>What an event of one segment is worth (<c>Outcomes:{outcome}:Segments:{segment}</c>).</summary>
internal sealed class SegmentWeightOptions
{
    /// <summary>The value in place of the outcome's. Of a contact in several of its segments, the first by name counts. Required.</summary>
    public double? Weight { get; init; }
}
