namespace FollowUpAgent.Learning.Evaluation;

/// <summary>Why the log cannot tell.</summary>
public enum GateReason
{
    /// <summary>It can.</summary>
    None,

    /// <summary>Too few rewards under what the candidate or the champion would do.</summary>
    TooFewRewards,

    /// <summary>Actions were not drawn with the logged propensities; more sends do not help.</summary>
    PropensitiesAreWrong,

    /// <summary>The difference is too near to the margin.</summary>
    Undecided,
}

/// <summary>A verdict with every figure that led to it.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Reason">Why the log cannot tell.</param>
/// <param name="MoreSends">About how many more sends would tell; null where that cannot be said.</param>
/// <param name="Rows">How many rows the log has.</param>
/// <param name="Rate">Its mean reward.</param>
/// <param name="SampleRatioP">The chance of its counts by action.</param>
/// <param name="Candidate">The candidate's own figures.</param>
/// <param name="Rivals">Those of the champion, first, and of the others.</param>
public sealed record GateResult(
    Verdict Verdict,
    GateReason Reason,
    long? MoreSends,
    long Rows,
    double Rate,
    double SampleRatioP,
    GateFigures Candidate,
    IReadOnlyList<GateFigures> Rivals);

/// <summary>The figures of one policy.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Preconditions">What the log can say of it.</param>
/// <param name="Value">What it would have earned; null where no row supports it.</param>
/// <param name="Lead">By how much the candidate is better, at one look; null for the candidate itself and where the evidence does not suffice.</param>
/// <param name="AlwaysValidLead">The same with an interval for any number of looks.</param>
public sealed record GateFigures(
    string Name, Preconditions Preconditions, OffPolicyEstimate? Value, OffPolicyEstimate? Lead, OffPolicyEstimate? AlwaysValidLead)
{
    /// <summary>Whether the lead may be trusted; a rival that the log cannot support does not block.</summary>
    public bool IsSupported => Preconditions.Hold && Lead is not null;
}
