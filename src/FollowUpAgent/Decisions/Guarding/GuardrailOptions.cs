namespace FollowUpAgent.Decisions.Guarding;

/// <summary>A rule that no decision breaks, by its name (<c>Guardrails:{name}</c>).</summary>
internal sealed class GuardrailOptions
{
    /// <summary>
    /// never, at-least, at-most, quiet or budget. Required. Without variant and trait, <c>never</c> means no mail of that step or sequence.
    /// </summary>
    public string? Kind { get; init; }

    /// <summary>Who answers for it. Required; at most 100 letters.</summary>
    public string? Owner { get; init; }

    /// <summary>Why. Required; at most 300 letters.</summary>
    public string? Reason { get; init; }

    /// <summary>The sequence that it is about. Default: all.</summary>
    public string? Sequence { get; init; }

    /// <summary>The step of that sequence. Default: all.</summary>
    public string? Step { get; init; }

    /// <summary>The variant's key. Default: none.</summary>
    public string? Variant { get; init; }

    /// <summary>Variants with this trait, as in <c>tone=formal</c>. Default: none.</summary>
    public string? Trait { get; init; }

    /// <summary>Whom it is about, by a name under <c>Segments</c>. Default: everybody.</summary>
    public string? Segment { get; init; }

    /// <summary>at-least and at-most: how much, 0.01 to 0.99.</summary>
    public double? Share { get; init; }

    /// <summary>
    /// What the share is of: <c>variant</c>, of the probability with which a mail is that variant, in each single decision; <c>volume</c>, the
    /// segment's share of the mails of the last days. Default: variant. Of a budget: <c>complaints</c> or <c>unsubscribes</c>; required there.
    /// </summary>
    public string? Of { get; init; }

    /// <summary>budget: the most of these events a mail, 0.0001 to 0.2. From half of it on the agent explores less, at all of it it stops sending until the rate has fallen.</summary>
    public double? Rate { get; init; }

    /// <summary>The first day (UTC) on which it holds, as in 2026-12-01. Default: always.</summary>
    public string? From { get; init; }

    /// <summary>The day (UTC) from which it holds no more. Default: always.</summary>
    public string? Until { get; init; }

    /// <summary>quiet: days without mails there, where the contact is; written as <c>BlackoutDates</c>.</summary>
    public string?[]? Dates { get; init; }

    /// <summary>volume and budget: over how long it is counted. Default: 7 days of volume, 28 of a budget; 1 to 90 days.</summary>
    public TimeSpan? Within { get; init; }
}

/// <summary>Some of the contacts, by name (<c>Segments:{name}</c>): those to whom all that is given applies.</summary>
internal sealed class SegmentOptions
{
    /// <summary>Any of these languages, as in nl. Default: all.</summary>
    public string?[]? Language { get; init; }

    /// <summary>Any of these countries, as the contacts have them. Default: all.</summary>
    public string?[]? Country { get; init; }

    /// <summary>Whether the company is known. Default: either.</summary>
    public bool? Company { get; init; }

    /// <summary>Whether the data came from elsewhere. Default: either.</summary>
    public bool? Elsewhere { get; init; }

    /// <summary>When they last engaged, any of: never, week, month, quarter, older. Default: all.</summary>
    public string?[]? Recency { get; init; }

    /// <summary>How often they engaged, any of: none, one, few, many. Default: all.</summary>
    public string?[]? Frequency { get; init; }

    /// <summary>Own fields, each with the values of which it has one, as in "plan": [ "free", "trial" ]. Default: none.</summary>
    public Dictionary<string, string?[]?>? Fields { get; init; }
}
