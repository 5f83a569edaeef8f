namespace FollowUpAgent.Learning.Policies;

/// <summary>What some actions of a stage may have together: at least and at most this much of the probability.</summary>
/// <param name="Members">The actions, by their place.</param>
/// <param name="Least">From 0.</param>
/// <param name="Most">Up to 1.</param>
public sealed record ShareBound(IReadOnlyList<int> Members, double Least, double Most)
{
    /// <summary>What the members have together.</summary>
    public double ShareIn(ReadOnlySpan<double> p)
    {
        var sum = 0.0;
        for (var i = 0; i < Members.Count; i++)
        {
            sum += p[Members[i]];
        }

        return sum;
    }
}
