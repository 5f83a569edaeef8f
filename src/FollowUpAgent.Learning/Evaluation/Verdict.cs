namespace FollowUpAgent.Learning.Evaluation;

/// <summary>What an evaluation says of a policy beside the best single action.</summary>
public enum Verdict
{
    /// <summary>The interval of the difference is too wide to say.</summary>
    NotEnoughEvidence,

    /// <summary>All of the interval is below zero, by more than learning may cost.</summary>
    Worse,

    /// <summary>At most a twentieth worse.</summary>
    NotWorse,

    /// <summary>All of the interval is above zero.</summary>
    Better,
}

/// <summary>Reaches a verdict.</summary>
public static class Verdicts
{
    /// <summary>The verdict on a difference.</summary>
    /// <param name="lead">By how much the policy is better than the action.</param>
    /// <param name="action">What the action earns.</param>
    /// <param name="preconditions">What the log can say; null where it can.</param>
    public static Verdict Of(PolicyLead lead, double action, Preconditions? preconditions = null)
    {
        ArgumentNullException.ThrowIfNull(lead);
        var margin = Gate.Margin * Math.Abs(action);
        return preconditions switch
        {
            { Hold: false } => Verdict.NotEnoughEvidence,
            _ when lead.Low > 0 => Verdict.Better,
            _ when lead.Low > -margin => Verdict.NotWorse,
            _ when lead.High < -margin => Verdict.Worse,
            _ => Verdict.NotEnoughEvidence,
        };
    }

    /// <summary>The verdict in words.</summary>
    public static string Say(this Verdict verdict) => verdict switch
    {
        Verdict.NotEnoughEvidence => "not enough evidence",
        Verdict.Worse => "worse",
        Verdict.NotWorse => "not worse",
        Verdict.Better => "better",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "No such verdict."),
    };
}
