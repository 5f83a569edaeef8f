namespace FollowUpAgent.Sequences;

/// <summary>Caps over all sequences together; the agent cannot raise them. Section <c>Limits</c>.</summary>
internal sealed class LimitsOptions
{
    /// <summary>
    /// How many messages one contact gets within a time; all of them hold. Default: 1 within 1 day and 3 within 7 days.
    /// At most 10.
    /// </summary>
    public ContactCapOptions?[]? PerContact { get; init; }

    /// <summary>Most messages to one recipient domain in one day (UTC). Default: 100. 1 to 1,000,000.</summary>
    public int PerDomainPerDay { get; init; } = 100;

    /// <summary>Another cap for single domains, as in gmail.com: 500. Default: none. Each 1 to 1,000,000.</summary>
    public Dictionary<string, int> Domains { get; init; } = [];
}

/// <summary>One cap of messages to a contact. Section <c>Limits:PerContact:&lt;n&gt;</c>.</summary>
internal sealed class ContactCapOptions
{
    /// <summary>Most messages. Required: 1 to 1,000.</summary>
    public int Messages { get; init; }

    /// <summary>Within any stretch of this length, as in 7.00:00:00. Required: 1 hour to 365 days.</summary>
    public TimeSpan Within { get; init; }
}
