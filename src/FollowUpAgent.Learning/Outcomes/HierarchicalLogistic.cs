using FollowUpAgent.Learning.Features;

namespace FollowUpAgent.Learning.Outcomes;

/// <summary>
/// The built-in trainer: logistic regression with a normal prior for every kind of feature, the posterior after Laplace, and prior scales
/// that are estimated by maximum evidence (empirical Bayes) once the log is rich enough.
/// </summary>
public sealed class HierarchicalLogistic : IOutcomeModelTrainer
{
    /// <summary>How many mature observations the estimation of scales needs.</summary>
    public const long EnoughMature = 200;

    /// <summary>How many positives it needs.</summary>
    public const double EnoughPositives = 20;

    /// <summary>The one instance that is needed.</summary>
    public static HierarchicalLogistic Instance { get; } = new();

    /// <inheritdoc />
    public string Engine => HierarchicalModel.Engine;

    /// <inheritdoc />
    public FitResult Fit(TrainingSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return set.Mature >= EnoughMature && set.Happened >= EnoughPositives ? FitRich(set) : FitPlain(set, PriorScales.Default, null, 0);
    }

    /// <inheritdoc />
    public IOutcomeModel Untrained(FeatureSchema schema, string outcome, double priorRate) =>
        HierarchicalModel.OfPrior(schema, outcome, priorRate);

    /// <inheritdoc />
    public IOutcomeModel Read(FeatureSchema schema, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith(MixedModel.Begins, StringComparison.Ordinal) ? MixedModel.Parse(schema, text) : HierarchicalModel.Parse(schema, text);
    }

    // With products, under the scales that the log itself asks for; then without; then both, weighed.
    private static FitResult FitRich(TrainingSet set)
    {
        if (Laplace.Fit(set, PriorOf(set, PriorScales.Default)) is not { } first)
        {
            return DoesNotConverge(set);
        }

        var (fit, scales, iterations) = EvidenceSearch.From(set, first, PriorScales.Default, EvidenceSearch.All);
        var result = FitPlain(set, scales, fit.Mean, iterations + fit.Iterations);
        if (result is not FitResult.Fitted(var plain, var figures))
        {
            return result;
        }

        var byContext = ContextShare.Of(fit.LogEvidence, figures.LogEvidence);
        if (byContext == 0)
        {
            return result;
        }

        var contextual = ModelOf(set, fit, scales);
        return !IsFinite(fit) ? IsNotFinite(set) : new FitResult.Fitted(
            byContext == 1 ? contextual : new MixedModel(contextual, plain, byContext),
            figures with { LogEvidence = fit.LogEvidence, ByContext = byContext });
    }

    private static FitResult FitPlain(TrainingSet set, PriorScales scales, double[]? start, int before)
    {
        var plain = scales.WithoutProducts();
        if (Laplace.Fit(set, PriorOf(set, plain), start) is not { } fit)
        {
            return DoesNotConverge(set);
        }

        return !IsFinite(fit) ? IsNotFinite(set) : new FitResult.Fitted(
            ModelOf(set, fit, plain),
            new FitFigures(set.Rows.Count, set.Happened, set.Negatives.Sum(), before + fit.Iterations, fit.LogEvidence, scales, 0));
    }

    private static bool IsFinite(Laplace fit) => double.IsFinite(fit.LogEvidence) && fit.Mean.All(double.IsFinite);

    private static FitResult.Refused DoesNotConverge(TrainingSet set) => new($"the fit of {set.Outcome} does not converge");

    private static FitResult.Refused IsNotFinite(TrainingSet set) => new($"the fit of {set.Outcome} has a number that is not finite");

    private static HierarchicalModel ModelOf(TrainingSet set, Laplace fit, PriorScales scales) =>
        new(set.Schema, set.Outcome, set.PriorRate, scales, fit.Mean, fit.Factor);

    internal static Prior PriorOf(TrainingSet set, PriorScales scales) => new(set.Schema, set.PriorRate, scales);
}
