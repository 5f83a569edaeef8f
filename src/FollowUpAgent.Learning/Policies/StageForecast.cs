namespace FollowUpAgent.Learning.Policies;

/// <summary>What a policy expects of the actions of one stage, and how likely it makes each of them.</summary>
/// <param name="Means">Expected value of each action, in the goal's unit.</param>
/// <param name="StandardDeviations">Its uncertainty, in the same unit.</param>
/// <param name="Probabilities">The propensities; sum to 1.</param>
public sealed record StageForecast(IReadOnlyList<double> Means, IReadOnlyList<double> StandardDeviations, IReadOnlyList<double> Probabilities);
