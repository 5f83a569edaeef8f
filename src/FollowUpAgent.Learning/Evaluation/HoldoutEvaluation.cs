using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;

namespace FollowUpAgent.Learning.Evaluation;

/// <summary>How well the outcome model predicts rows that it was not fitted on, by cross-validation.</summary>
public static class HoldoutEvaluation
{
    /// <summary>Into how many parts the log is cut; each is predicted from the others.</summary>
    public const int Folds = 5;

    /// <summary>Runs it.</summary>
    /// <param name="log">The log; rewards are 0 or 1.</param>
    /// <param name="seed">Shuffles the rows before they are cut.</param>
    /// <param name="progress">Told the share of the folds that are done.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ArithmeticException">No fit converges.</exception>
    public static Prediction Run(LoggedDecisions log, int seed, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(log);
        var design = new PredictionDesign(log);
        var order = Replay.Shuffled(log.Count, seed);
        var predicted = new double[log.Count];
        var aucs = new double[Folds];
        var done = 0;
        Parallel.For(0, Folds, new ParallelOptions { CancellationToken = cancellationToken }, fold =>
        {
            var held = order.Where((_, i) => i % Folds == fold).ToArray();
            var known = order.Where((_, i) => i % Folds != fold).ToArray();
            var probabilities = Predict(log, design, known, held);
            for (var i = 0; i < held.Length; i++)
            {
                predicted[held[i]] = probabilities[i];
            }

            aucs[fold] = Auc.Of(probabilities, [.. held.Select(row => log.ShareOf(row) == 1)]);
            progress?.Report(Interlocked.Increment(ref done) / (double)Folds);
        });
        return Prediction.Of(predicted, [.. Enumerable.Range(0, log.Count).Select(row => log.ShareOf(row) == 1)], aucs);
    }

    private static double[] Predict(LoggedDecisions log, PredictionDesign design, int[] known, int[] held)
    {
        var (plain, mean) = Fit(log, design, design.Plain, known);
        var rows = design.Read(known, plain);
        var expected = ProbabilitiesOf(rows, mean);
        var left = known.Select((row, i) => log.ShareOf(row) - expected[i]).ToArray();
        var schema = design.WithPairs(known, left, Array.ConvertAll(expected, p => p * (1 - p)));
        if (schema.Pairs.Count > 0)
        {
            (schema, mean) = Fit(log, design, schema, known);
        }

        return ProbabilitiesOf(design.Read(held, schema), mean);
    }

    private static (FeatureSchema Schema, double[] Mean) Fit(LoggedDecisions log, PredictionDesign design, FeatureSchema schema, int[] known)
    {
        var positives = Array.ConvertAll(known, log.ShareOf);
        var negatives = Array.ConvertAll(positives, p => 1 - p);
        var rate = Math.Clamp(positives.Average(), 0.001, 0.999);
        var set = new TrainingSet("reward", rate, schema, design.Read(known, schema), positives, negatives, known.Length);
        var fit = Laplace.Fit(set, HierarchicalLogistic.PriorOf(set, PriorScales.Default))
            ?? throw new ArithmeticException("The prediction cannot be fitted: the fit does not converge.");
        (fit, _, _) = EvidenceSearch.From(set, fit, PriorScales.Default, EvidenceSearch.OfWideContext);
        return (schema, fit.Mean);
    }

    private static double[] ProbabilitiesOf(SparseRows rows, double[] mean) =>
        [.. Enumerable.Range(0, rows.Count).Select(r => Logit.Probability(rows.Dot(r, mean)))];
}
