namespace FollowUpAgent.Learning.Policies;

/// <summary>An outcome and what one event of it is worth.</summary>
/// <param name="Key">The outcome's key.</param>
/// <param name="Weight">The value of one event.</param>
/// <param name="PriorRate">The rate to expect of a send before anything was seen of it.</param>
public sealed record WeightedOutcome(string Key, double Weight, double PriorRate);
