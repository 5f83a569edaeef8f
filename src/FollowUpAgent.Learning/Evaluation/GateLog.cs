namespace FollowUpAgent.Learning.Evaluation;

/// <summary>Decisions whose rewards are complete, made after all policies in question were fitted.</summary>
/// <param name="Propensities">By row, the logged probability of the action that was taken; above 0.</param>
/// <param name="Rewards">By row.</param>
/// <param name="Clusters">By row, the number of the contact or company; empty: each row for itself.</param>
/// <param name="Taken">By action, how often it was taken.</param>
/// <param name="Expected">By action, the sum of its logged probabilities over all rows.</param>
public sealed record GateLog(
    IReadOnlyList<double> Propensities, IReadOnlyList<double> Rewards, IReadOnlyList<int> Clusters, IReadOnlyList<double> Taken, IReadOnlyList<double> Expected);

/// <summary>A policy to be judged.</summary>
/// <param name="Name">Its name, for the record.</param>
/// <param name="Probabilities">By row of the log, its probability of the action that was taken.</param>
public sealed record GatePolicy(string Name, IReadOnlyList<double> Probabilities);
