namespace FollowUpAgent.Learning.Evaluation;

/// <summary>
/// Whether a log can tell how often something would happen under a scenario, by its design alone: the size of its effective sample, how
/// frequent the thing is in the log whoever decided, whether the weights are what they should be, and how much of what the scenario would
/// do the log could not do at all.
/// </summary>
/// <param name="EffectiveSample">As many equal weights would say as much.</param>
/// <param name="Evidence">Effective sample × overall rate of the log.</param>
/// <param name="MeanWeightDistance">How far the mean weight is from 1, in standard errors.</param>
/// <param name="Beyond">The probability of what the log could never have done.</param>
public sealed record LogSupport(double EffectiveSample, double Evidence, double MeanWeightDistance, double Beyond)
{
    /// <summary>The least effective sample.</summary>
    public const double LeastEffective = 50;

    /// <summary>The least evidence: below it, intervals of 90 % hold less often than they say.</summary>
    public const double LeastEvidence = 25;

    /// <summary>The most probability of what the log could not do: as much can be wrong with a figure without moving it.</summary>
    public const double MostBeyond = 0.01;

    private const double FarthestMeanWeight = 4;

    /// <summary>Why the log cannot tell, to follow "because"; null where it can.</summary>
    public string? Lack => this switch
    {
        { Beyond: > MostBeyond } => FormattableString.Invariant($"{Beyond:P0} of what it would do the log could never do"),
        { EffectiveSample: < LeastEffective } => FormattableString.Invariant($"the log has done too little of it: {EffectiveSample:0} decisions' worth"),
        { MeanWeightDistance: > FarthestMeanWeight or < -FarthestMeanWeight } => "what was carried out does not fit its probabilities",
        { Evidence: < LeastEvidence } => "it is too rare in the log",
        _ => null,
    };

    /// <summary>Whether the log can tell.</summary>
    public bool Holds => Lack is null;

    /// <summary>Looks at a scenario's weights.</summary>
    /// <param name="weights">By row.</param>
    /// <param name="earned">By row.</param>
    /// <param name="beyond">The mean probability of what the log could not do.</param>
    public static LogSupport Of(ReadOnlySpan<double> weights, ReadOnlySpan<double> earned, double beyond)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var weight in weights)
        {
            sum += weight;
            squares += weight * weight;
        }

        var sizes = new double[earned.Length];
        for (var i = 0; i < sizes.Length; i++)
        {
            sizes[i] = Math.Abs(earned[i]);
        }

        var design = Preconditions.Of(weights, sizes, 1);
        return new LogSupport(squares > 0 ? sum * sum / squares : 0, design.Evidence, design.MeanWeightDistance, beyond);
    }
}
