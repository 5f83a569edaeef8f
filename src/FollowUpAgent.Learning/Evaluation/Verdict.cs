namespace FollowUpAgent.Learning.Evaluation;

/// <summary>What a log says of a policy beside another: the gate of a candidate beside the champion, an evaluation beside the best single action.</summary>
public enum Verdict
{
    /// <summary>The log cannot tell.</summary>
    NotEnoughEvidence,

    /// <summary>Measurably worse; to the gate also than any other policy that is to be had.</summary>
    Worse,

    /// <summary>At most a twentieth worse.</summary>
    NotWorse,

    /// <summary>Measurably better.</summary>
    Better,
}

/// <summary>Reaches the verdict of an evaluation, and says any.</summary>
public static class Verdicts
{
    /// <summary>The verdict on a difference: its whole interval decides. Worse is what costs more than learning may.</summary>
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
