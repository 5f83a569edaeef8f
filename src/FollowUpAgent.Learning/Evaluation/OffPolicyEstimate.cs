namespace FollowUpAgent.Learning.Evaluation;

/// <summary>What a policy would have earned per decision, judged by a log that another policy wrote; or the difference of two such values.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="StandardError">Its standard error, clustered where clusters were given.</param>
/// <param name="Low">Where the interval of the asked level begins (95 % unless told).</param>
/// <param name="High">Where it ends. Not symmetric about the value: a rate near 0 has more room above than below.</param>
/// <param name="EffectiveSample">As many equal weights would say as much: (Σw)² / Σw². Of a difference: of the smaller one.</param>
/// <param name="MeanWeight">The mean weight; 1 in expectation where the logged propensities are true. Of a difference: the one farther from 1.</param>
/// <param name="MaxWeight">The largest weight.</param>
/// <param name="N">Rows.</param>
public sealed record OffPolicyEstimate(
    double Value, double StandardError, double Low, double High, double EffectiveSample, double MeanWeight, double MaxWeight, long N);
