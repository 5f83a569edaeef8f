using System.Globalization;
using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Training.Evaluation;

namespace FollowUpAgent.Cli;

/// <summary>An evaluation for people.</summary>
internal static class EvaluationText
{
    /// <summary>Writes it.</summary>
    public static void Write(Output output, EvaluationOutcome outcome, EvaluationMethod method, TimeSpan elapsed)
    {
        output.Line(Say($"{outcome.Log.Count:N0} rows, {elapsed.TotalSeconds:0.0} s."));
        if (outcome.Prediction is { } prediction)
        {
            Write(output, prediction);
            return;
        }

        output.Table([.. outcome.Log.Means().Select(m => new[] { m.Action, Say($"{m.N:N0} rows"), Say($"mean {m.Mean:0.#####}") })], indent: 2);
        output.Line();
        var values = outcome.Values!;
        output.Line(method is EvaluationMethod.Replay
            ? "What each policy would have earned a mail, learning as it went (95 % interval):"
            : "What each policy would earn a mail, judged by rows it did not learn from (95 % interval):");
        output.Table([.. values.Values.Select(v => Row(v, outcome.Best!, method))], indent: 2);
        if (outcome.Verdict is { } verdict)
        {
            output.Line();
            output.Line(Sentence(values, outcome.Best!, verdict));
        }
    }

    private static string[] Row(PolicyValue value, PolicyName best, EvaluationMethod method) =>
    [
        value.Policy.Text,
        Say($"{value.Value:0.#####}"),
        Say($"{value.Low:0.#####} to {value.High:0.#####}"),
        method is EvaluationMethod.Replay ? Say($"{value.N:N0} rows a seed") : Say($"doubly robust {value.Robust!.Value:0.#####} ± {value.Robust.StandardError:0.#####}"),
        value.Policy == best ? "(the best single action, known only in hindsight)" : "",
    ];

    private static string Sentence(PolicyValues values, PolicyName best, Verdict verdict)
    {
        var lead = values.Leads.Single(l => l.Other == best);
        var figures = Say($"{lead.Value:+0.#####;-0.#####;0} a mail, {lead.Low:+0.#####;-0.#####;0} to {lead.High:+0.#####;-0.#####;0}");
        var why = values.Preconditions switch
        {
            { IsSound: false } => " The log's actions were not drawn as its propensities say: nothing can be concluded from it.",
            { IsEnough: false } few => Say($" The log holds {few.Evidence:0.#} rewards' worth of evidence for it; {Preconditions.LeastEvidence} are needed."),
            _ => "",
        };
        return $"{values.Values[0].Policy.Text} against {best.Text}: {verdict.Say()} ({figures}).{why}";
    }

    private static void Write(Output output, Prediction prediction)
    {
        output.Line(Say($"The reward is predicted with an AUC of {prediction.Auc:0.0000} (± {prediction.StandardError:0.0000}) over {prediction.Aucs.Count} parts; calibration error {prediction.CalibrationError:0.0000}, log loss {prediction.LogLoss:0.0000}."));
        output.Table(
            [
                ["rows", "predicted", "happened"],
                .. prediction.Bins.Select(b => new[] { Say($"{b.N:N0}"), Say($"{b.Predicted:0.000}"), Say($"{b.Observed:0.000}") }),
            ],
            indent: 2);
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
