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
        var (scales, iterations) = (PriorScales.Default, 0);
        if (Laplace.Fit(set, PriorOf(set, scales)) is not { } fit)
        {
            return new FitResult.Refused($"the fit of {set.Outcome} does not converge");
        }

        if (set.Mature >= EnoughMature && set.Happened >= EnoughPositives)
        {
            (fit, scales, iterations) = EvidenceSearch.From(set, fit, scales, EvidenceSearch.All);
        }

        if (!double.IsFinite(fit.LogEvidence) || !fit.Mean.All(double.IsFinite))
        {
            return new FitResult.Refused($"the fit of {set.Outcome} has a number that is not finite");
        }

        var model = new HierarchicalModel(set.Schema, set.Outcome, set.PriorRate, scales, fit.Mean, fit.Factor);
        return new FitResult.Fitted(
            model, new FitFigures(set.Rows.Count, set.Happened, set.Negatives.Sum(), iterations + fit.Iterations, fit.LogEvidence, scales));
    }

    /// <inheritdoc />
    public IOutcomeModel Untrained(FeatureSchema schema, string outcome, double priorRate) =>
        HierarchicalModel.OfPrior(schema, outcome, priorRate);

    /// <inheritdoc />
    public IOutcomeModel Read(FeatureSchema schema, string text) => HierarchicalModel.Parse(schema, text);

    internal static Prior PriorOf(TrainingSet set, PriorScales scales) => new(set.Schema, set.PriorRate, scales);
}
