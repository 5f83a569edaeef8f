using FollowUpAgent.Decisions;

namespace FollowUpAgent.Reports.Reasons;

/// <summary>The weight of one outcome with which an action and its runner-up would have been worth the same, all else as it was.</summary>
/// <param name="Outcome">The outcome's key.</param>
/// <param name="Weight">What one event of it was worth.</param>
/// <param name="Needed">What it would have had to be worth: beyond that, the order is the other way round.</param>
internal sealed record WeightTurn(string Outcome, double Weight, double Needed)
{
    /// <summary>The smallest change, as a part of the weight; null where none turns the order without making good of bad.</summary>
    /// <param name="lead">By how much the action is expected to be worth more than the other.</param>
    /// <param name="differences">By how much each outcome is likelier after it.</param>
    public static WeightTurn? Smallest(double lead, IEnumerable<(Outcome Outcome, double Difference)> differences) => differences
        .Where(d => Math.Abs(d.Difference) > 1e-9)
        .Select(d => new WeightTurn(d.Outcome.Key, d.Outcome.Weight, d.Outcome.Weight - (lead / d.Difference)))
        .Where(t => t.Weight * t.Needed > 0)
        .MinBy(t => Math.Abs((t.Needed - t.Weight) / t.Weight));
}
