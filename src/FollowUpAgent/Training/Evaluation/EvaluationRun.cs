using FollowUpAgent.Learning.Evaluation;

namespace FollowUpAgent.Training.Evaluation;

/// <summary>How a log is judged.</summary>
internal enum EvaluationMethod
{
    /// <summary>Gone through as if it happened again.</summary>
    Replay,

    /// <summary>Half of it judged by what was learned of the other half.</summary>
    OffPolicy,

    /// <summary>Predicted, part by part.</summary>
    Holdout,
}

/// <summary>What an evaluation of a log says.</summary>
/// <param name="Log">The log.</param>
/// <param name="Values">By policy; null for a prediction.</param>
/// <param name="Best">The best single action in hindsight; null for a prediction.</param>
/// <param name="Verdict">The policy in question beside that action; null for a prediction.</param>
/// <param name="Prediction">The prediction; null for policies.</param>
internal sealed record EvaluationOutcome(LoggedDecisions Log, PolicyValues? Values, PolicyName? Best, Verdict? Verdict, Prediction? Prediction);

/// <summary>Judges policies, or the outcome model, by a log.</summary>
internal static class EvaluationRun
{
    // One shuffle is enough: its parts are what the error of a prediction is taken from, and more shuffles of one log are no new contacts.
    private const int PredictionSeed = 0;

    /// <summary>Runs it.</summary>
    /// <param name="log">The log.</param>
    /// <param name="method">How.</param>
    /// <param name="policies">The policies in question, as people write them; empty: all that learn.</param>
    /// <param name="settings">How; a prediction needs none of them.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InvalidDataException">The log cannot be judged so.</exception>
    public static EvaluationOutcome Run(
        LoggedDecisions log,
        EvaluationMethod method,
        IReadOnlyList<string> policies,
        EvaluationSettings settings,
        IProgress<double> progress,
        CancellationToken cancellationToken)
    {
        GuardColumns(log);
        if (method is EvaluationMethod.Holdout)
        {
            GuardPrediction(log);
            return new EvaluationOutcome(log, null, null, null, Predict(log, progress, cancellationToken));
        }

        var best = BestActionOf(log);
        var asked = policies.Count > 0 ? policies.Select(p => Named(p, log)) : PolicyName.Learned;
        var all = asked.Append(PolicyName.Uniform).Append(best).Distinct().ToList();
        var question = new PolicyQuestion(log, all, settings);
        var values = method is EvaluationMethod.Replay
            ? ReplayEvaluation.Run(question, progress, cancellationToken)
            : OffPolicyEvaluation.Run(question, progress, cancellationToken);
        var lead = values.Leads.FirstOrDefault(l => l.Other == best);
        var verdict = lead is null ? (Verdict?)null : Verdicts.Of(lead, values.Values.Single(v => v.Policy == best).Value, values.Preconditions);
        return new EvaluationOutcome(log, values, best, verdict, null);
    }

    private static Prediction Predict(LoggedDecisions log, IProgress<double> progress, CancellationToken cancellationToken)
    {
        try
        {
            return HoldoutEvaluation.Run(log, PredictionSeed, progress, cancellationToken);
        }
        catch (AggregateException e) when (e.InnerException is ArithmeticException cause)
        {
            throw new InvalidDataException(cause.Message, e);
        }
    }

    private static void GuardColumns(LoggedDecisions log)
    {
        if (Leaks.Find(log) is [_, ..] leaks)
        {
            var named = leaks.Select(l => FormattableString.Invariant($"'{l.Column}' (AUC {l.Auc:0.000})"));
            throw new InvalidDataException(
                $"{string.Join(", ", named)}: tells the reward almost perfectly, so it was written after it. Leave it out with --exclude.");
        }
    }

    private static void GuardPrediction(LoggedDecisions log)
    {
        if (log.Rewards.Any(r => r is not (0 or 1)))
        {
            throw new InvalidDataException("A prediction needs a reward of 0 or 1 in every row.");
        }

        const int LeastOfEach = 2 * HoldoutEvaluation.Folds;
        var positives = (int)log.Rewards.Sum();
        if (Math.Min(positives, log.Count - positives) < LeastOfEach)
        {
            throw new InvalidDataException($"A prediction needs at least {LeastOfEach} rows of each kind; {positives} of {log.Count} have the reward.");
        }
    }

    private static PolicyName Named(string text, LoggedDecisions log)
    {
        try
        {
            return PolicyName.Parse(text, log.Actions);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException(e.Message.Split(" (Parameter")[0], e);
        }
    }

    // By what the log was likely to do, so that propensities that differ from row to row do no harm.
    private static PolicyName BestActionOf(LoggedDecisions log)
    {
        if (log.Actions.Count < 2)
        {
            throw new InvalidDataException($"The log has the one action '{log.Actions[0]}': there is nothing to choose.");
        }

        var (sums, weights) = (new double[log.Actions.Count], new double[log.Actions.Count]);
        for (var row = 0; row < log.Count; row++)
        {
            sums[log.Chosen[row]] += log.Rewards[row] / log.Propensities[row];
            weights[log.Chosen[row]] += 1 / log.Propensities[row];
        }

        return PolicyName.Fixed(log.Actions, Enumerable.Range(0, sums.Length).MaxBy(a => sums[a] / weights[a]));
    }
}
