using FollowUpAgent.Learning.Features;

namespace FollowUpAgent.Learning.Outcomes;

/// <summary>
/// Learns how likely one outcome is, from what was done and seen. The built-in trainer is <see cref="HierarchicalLogistic"/>; any other
/// fills this seam and passes its contract tests. A trainer is pure and thread-safe: the same set gives the same model to the last bit.
/// </summary>
public interface IOutcomeModelTrainer
{
    /// <summary>The trainer's name and version, as snapshots store it.</summary>
    string Engine { get; }

    /// <summary>Learns. Never throws for what stands in the set: what cannot be learned from is refused.</summary>
    FitResult Fit(TrainingSet set);

    /// <summary>The model of an outcome of which nothing was seen: the prior alone.</summary>
    IOutcomeModel Untrained(FeatureSchema schema, string outcome, double priorRate);

    /// <summary>Reads what <see cref="IOutcomeModel.ToText"/> wrote; the model answers as the one that wrote it, to the last bit.</summary>
    /// <exception cref="FormatException">The text is of another engine or does not fit the schema.</exception>
    IOutcomeModel Read(FeatureSchema schema, string text);
}

/// <summary>
/// What was learned of one outcome: a posterior over logits, shown by draws. Immutable and thread-safe. A feature that no row had keeps
/// its prior's width in the draws, so that what is new is explored.
/// </summary>
public interface IOutcomeModel
{
    /// <summary>The outcome's key.</summary>
    string Outcome { get; }

    /// <summary>
    /// What it is mixed of; a model that is no mixture is all of itself. A choice scales each draw's distance from the mean of the component
    /// that it comes from.
    /// </summary>
    IReadOnlyList<ModelShare> Components => [new ModelShare(this, 1)];

    /// <summary>
    /// Joint draws for the rows of a design matrix. Draw j of one row and draw j of another belong to the same draw of the coefficients, in
    /// this call and in every other with as many draws.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="draws">How many.</param>
    /// <param name="means">Takes the mean logit of each row.</param>
    /// <param name="deviations">Takes, row after row, each draw's distance from the row's mean.</param>
    void Draw(DesignMatrix rows, int draws, Span<double> means, Span<double> deviations);

    /// <summary>The mean logits of training rows, to check the calibration.</summary>
    void Predict(SparseRows rows, Span<double> means);

    /// <summary>The text for the snapshot: stable, complete, without culture.</summary>
    string ToText();
}

/// <summary>What came of a fit.</summary>
public abstract record FitResult
{
    private FitResult()
    {
    }

    /// <summary>It worked.</summary>
    /// <param name="Model">The model.</param>
    /// <param name="Figures">How well, for the diagnostics.</param>
    public sealed record Fitted(IOutcomeModel Model, FitFigures Figures) : FitResult;

    /// <summary>It did not.</summary>
    /// <param name="Reason">Why, as part of a sentence.</param>
    public sealed record Refused(string Reason) : FitResult;
}

/// <summary>How a fit went.</summary>
/// <param name="Rows">Rows that differ.</param>
/// <param name="Positives">How often the outcome happened.</param>
/// <param name="Negatives">The summed weight of the times it did not.</param>
/// <param name="Iterations">Steps to the maximum, over all fits.</param>
/// <param name="LogEvidence">The logarithm of the marginal likelihood.</param>
/// <param name="Scales">The prior scales it rests on.</param>
/// <param name="ByContext">How much of it knows products of actions and contexts, 0 to 1.</param>
public sealed record FitFigures(
    int Rows, double Positives, double Negatives, int Iterations, double LogEvidence, PriorScales Scales, double ByContext);
