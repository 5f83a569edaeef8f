namespace FollowUpAgent.Training.Calibrating;

/// <summary>What was expected of the mails of one version between two fits.</summary>
internal sealed record Forecast
{
    /// <summary>The outcome's key.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>Mails that were sent after then,</summary>
    public DateTimeOffset FromAt { get; init; }

    /// <summary>and until then.</summary>
    public DateTimeOffset UntilAt { get; init; }

    /// <summary>The sequence's key.</summary>
    public string Sequence { get; init; } = "";

    /// <summary>The step's key.</summary>
    public string Step { get; init; } = "";

    /// <summary>The version.</summary>
    public string Version { get; init; } = "";

    /// <summary>How many.</summary>
    public long Sent { get; init; }

    /// <summary>How often the outcome is expected of all of them.</summary>
    public double Expected { get; init; }
}

/// <summary>What came of the mails of one version between two fits.</summary>
internal sealed record Cohort
{
    /// <summary>The end of their time.</summary>
    public DateTimeOffset UntilAt { get; init; }

    /// <summary>The sequence's key.</summary>
    public string Sequence { get; init; } = "";

    /// <summary>The step's key.</summary>
    public string Step { get; init; } = "";

    /// <summary>The version.</summary>
    public string Version { get; init; } = "";

    /// <summary>Of how many the outcome would have been noticed.</summary>
    public long Seen { get; init; }

    /// <summary>Of how many of these it was.</summary>
    public long Happened { get; init; }
}
