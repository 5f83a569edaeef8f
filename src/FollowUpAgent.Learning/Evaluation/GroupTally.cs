namespace FollowUpAgent.Learning.Evaluation;

/// <summary>What the members of a group brought: contacts, or companies where these are the unit. Only those whose time is over count.</summary>
/// <param name="Members">How many.</param>
/// <param name="Sum">The sum of what each brought.</param>
/// <param name="SumOfSquares">The sum of its squares; the same where each brings 0 or 1.</param>
public sealed record GroupTally(long Members, double Sum, double SumOfSquares)
{
    /// <summary>A group in which so many reached a goal.</summary>
    public static GroupTally OfCounts(long members, long happened) => new(members, happened, happened);

    /// <summary>What a member brings on average.</summary>
    public double Mean => Members == 0 ? 0 : Sum / Members;

    /// <summary>Its variance between members.</summary>
    public double Variance => Members < 2 ? 0 : Math.Max(0, (SumOfSquares - (Sum * Mean)) / (Members - 1));
}
