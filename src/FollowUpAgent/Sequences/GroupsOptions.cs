namespace FollowUpAgent.Sequences;

/// <summary>How new contacts are shared out; contacts that have a group keep it. Section <c>Groups</c>. The shares add up to 1.</summary>
internal sealed class GroupsOptions
{
    /// <summary>The share for which the agent decides. Default: 0.8. 0 to 1.</summary>
    public double Treatment { get; init; } = 0.8;

    /// <summary>The share for which chance decides; it measures what the agent adds. Default: 0.1. 0 to 1.</summary>
    public double Control { get; init; } = 0.1;

    /// <summary>The share that gets the first variant in the default slot. Default: 0.1. 0 to 1.</summary>
    public double Baseline { get; init; } = 0.1;

    /// <summary>The share that gets nothing. Default: 0. 0 to 1.</summary>
    public double Holdout { get; init; }

    /// <summary>What is allotted as one: contact, or company (everybody of one company gets the same group). Default: contact.</summary>
    public string? Unit { get; init; } = "contact";
}
