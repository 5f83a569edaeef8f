namespace FollowUpAgent.Learning.Evaluation;

/// <summary>What a policy would have earned per decision, in the reward's unit.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Value">The mean over all seeds.</param>
/// <param name="StandardError">Of the mean: what other contacts and other chance would have changed.</param>
/// <param name="Low">Where its 95 % interval begins.</param>
/// <param name="High">Where it ends.</param>
/// <param name="N">How many rows of the log a seed rests on, rounded.</param>
/// <param name="Seeds">The value of each seed.</param>
/// <param name="Robust">The doubly robust estimate beside it; null where there is none.</param>
public sealed record PolicyValue(
    PolicyName Policy, double Value, double StandardError, double Low, double High, long N, IReadOnlyList<double> Seeds, OffPolicyEstimate? Robust = null);

/// <summary>By how much a policy is better than another, on the same rows and the same chance.</summary>
/// <param name="Policy">The one.</param>
/// <param name="Other">The other.</param>
/// <param name="Value">The difference.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="Low">Where its 95 % interval begins.</param>
/// <param name="High">Where it ends.</param>
public sealed record PolicyLead(PolicyName Policy, PolicyName Other, double Value, double StandardError, double Low, double High);

/// <summary>What an evaluation found.</summary>
/// <param name="Values">By policy.</param>
/// <param name="Leads">The first policy against each of the others.</param>
/// <param name="Preconditions">What the log can say of the first policy; null where every row that counts is the policy's own choice.</param>
public sealed record PolicyValues(IReadOnlyList<PolicyValue> Values, IReadOnlyList<PolicyLead> Leads, Preconditions? Preconditions = null);

/// <summary>What is asked of a log.</summary>
/// <param name="Log">The log.</param>
/// <param name="Policies">The first is the one in question.</param>
/// <param name="Settings">How they are tried.</param>
public sealed record PolicyQuestion(LoggedDecisions Log, IReadOnlyList<PolicyName> Policies, EvaluationSettings Settings)
{
    // Exploring on purpose is a price of learning: who does not learn, pays none.
    internal double FloorOf(PolicyName policy) => policy.Class is null ? 0 : Settings.Floor;
}

/// <summary>How policies are tried.</summary>
/// <param name="Batch">Replay: how many rows that count make up a batch, after which policies learn.</param>
/// <param name="Delay">Replay: how many batches later their rewards are known.</param>
/// <param name="Seeds">How often, with another shuffle each, numbered from 0.</param>
/// <param name="Floor">With this probability a policy that learns takes any action alike.</param>
/// <param name="IsTemporal">Off-policy: learn from the first half of the log and judge by the second, instead of random halves.</param>
public sealed record EvaluationSettings(int Batch = 200, int Delay = 0, int Seeds = 10, double Floor = 0.05, bool IsTemporal = false);
