using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;

namespace FollowUpAgent.Learning.Evaluation;

/// <summary>How well the outcome model predicts rows that it was not fitted on, by cross-validation.</summary>
public static class HoldoutEvaluation
{
    /// <summary>Into how many parts the log is cut; each is predicted from the others.</summary>
    public const int Folds = 5;

    private const int EnoughForScales = 8_000;

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
        // Scales are found on some thousand rows as well as on all of them, and looking for them costs a fit for each.
        var some = Set(log, design, schema, known[..Math.Min(known.Length, EnoughForScales)]);
        var fit = Converged(Laplace.Fit(some, HierarchicalLogistic.PriorOf(some, PriorScales.Default)));
        (fit, var scales, _) = EvidenceSearch.From(some, fit, PriorScales.Default, EvidenceSearch.OfWideContext);
        if (known.Length > EnoughForScales)
        {
            var all = Set(log, design, schema, known);
            fit = Converged(Laplace.Fit(all, HierarchicalLogistic.PriorOf(all, scales), fit.Mean));
        }

        return (schema, fit.Mean);
    }

    private static TrainingSet Set(LoggedDecisions log, PredictionDesign design, FeatureSchema schema, int[] rows)
    {
        var positives = Array.ConvertAll(rows, log.ShareOf);
        var negatives = Array.ConvertAll(positives, p => 1 - p);
        return new TrainingSet("reward", Math.Clamp(positives.Average(), 0.001, 0.999), schema, design.Read(rows, schema), positives, negatives, rows.Length);
    }

    private static Laplace Converged(Laplace? fit) =>
        fit ?? throw new ArithmeticException("The prediction cannot be fitted: the fit does not converge.");

    private static double[] ProbabilitiesOf(SparseRows rows, double[] mean) =>
        [.. Enumerable.Range(0, rows.Count).Select(r => Logit.Probability(rows.Dot(r, mean)))];
}
