using System.Text.Json.Serialization;
using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Training.Evaluation;

namespace FollowUpAgent.Cli;

/// <summary>An evaluation for scripts.</summary>
/// <param name="Rows">How many rows were used.</param>
/// <param name="Actions">What each action brought in the log.</param>
/// <param name="Results">By policy; of a prediction one, whose value is the AUC.</param>
/// <param name="Verdict">The first policy beside the best single action: better, not worse, worse, not enough evidence; null for a prediction.</param>
/// <param name="BestFixed">The best single action in hindsight.</param>
/// <param name="Prediction">The prediction.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record EvaluationJson(
    int Rows,
    IReadOnlyList<ActionMean> Actions,
    IReadOnlyList<PolicyJson> Results,
    string? Verdict,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? BestFixed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Prediction? Prediction,
    double Seconds)
{
    /// <summary>The JSON of an outcome.</summary>
    public static EvaluationJson Of(EvaluationOutcome outcome, TimeSpan elapsed) => new(
        outcome.Log.Count,
        outcome.Log.Means(),
        outcome.Prediction is { } prediction ? [PolicyJson.Of(prediction, outcome.Log.Count)] : [.. outcome.Values!.Values.Select(v => PolicyJson.Of(v, outcome.Values))],
        outcome.Verdict?.Say(),
        outcome.Best?.Text,
        outcome.Prediction,
        Math.Round(elapsed.TotalSeconds, 2));
}

/// <summary>What a policy would have earned; lead is by how much the first policy is better than it.</summary>
internal sealed record PolicyJson(
    string Policy,
    double Value,
    double Se,
    double Low,
    double High,
    long N,
    IReadOnlyList<double> Seeds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IntervalJson? DoublyRobust = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IntervalJson? Lead = null)
{
    /// <summary>The JSON of a value, with by how much the first policy is better.</summary>
    public static PolicyJson Of(PolicyValue value, PolicyValues all) => new(
        value.Policy.Text,
        value.Value,
        value.StandardError,
        value.Low,
        value.High,
        value.N,
        value.Seeds,
        value.Robust is { } robust ? new IntervalJson(robust.Value, robust.StandardError, robust.Low, robust.High) : null,
        all.Leads.FirstOrDefault(l => l.Other == value.Policy) is { } lead ? new IntervalJson(lead.Value, lead.StandardError, lead.Low, lead.High) : null);

    /// <summary>The JSON of a prediction: its AUC, by fold.</summary>
    public static PolicyJson Of(Prediction prediction, int rows)
    {
        var (low, high) = NormalInterval.Around(prediction.Auc, prediction.StandardError);
        return new PolicyJson(PolicyName.Learned[0].Text, prediction.Auc, prediction.StandardError, low, high, rows, prediction.Aucs);
    }
}

/// <summary>A figure with its 95 % interval.</summary>
internal sealed record IntervalJson(double Value, double Se, double Low, double High);
