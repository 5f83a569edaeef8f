namespace FollowUpAgent.Sequences;

/// <summary>One step of a sequence. Section <c>Sequences:&lt;key&gt;:Steps:&lt;n&gt;</c>.</summary>
internal sealed class StepOptions
{
    /// <summary>The name of the step, unique in its sequence; enrollments and decisions remember it. Required.</summary>
    public string? Key { get; init; }

    /// <summary>
    /// How long after the real send time of the step before the step falls due; for the first step, after enrollment.
    /// Written as days.hours:minutes:seconds, as in 3.00:00:00. Default for the first step: none; else required. At most 365 days.
    /// </summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>The wordings the agent chooses from; the first is the baseline. Required: 1 to 8.</summary>
    public VariantOptions?[]? Variants { get; init; }

    /// <summary>Whether the mail continues the thread of the step before. Default: true, except for the first step.</summary>
    public bool? Thread { get; init; }
}

/// <summary>One wording of a step. Section <c>Sequences:&lt;key&gt;:Steps:&lt;n&gt;:Variants:&lt;n&gt;</c>.</summary>
internal sealed class VariantOptions
{
    /// <summary>The name of the variant, unique in its step. Required.</summary>
    public string? Key { get; init; }

    /// <summary>The name of its template: the file templates/&lt;sequence&gt;/&lt;name&gt;.&lt;language&gt;.md. Required.</summary>
    public string? Template { get; init; }

    /// <summary>Traits laid over the template's own, as in tone: warm. Default: none. At most 20, each value at most 64 letters.</summary>
    public Dictionary<string, string?>? Traits { get; init; }
}
