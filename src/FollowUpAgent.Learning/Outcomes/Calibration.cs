namespace FollowUpAgent.Learning.Outcomes;

/// <summary>Whether a model expects as many events as its own training rows had.</summary>
/// <param name="Expected">How many it expects.</param>
/// <param name="Observed">How many there were.</param>
/// <param name="Score">Their distance in standard deviations.</param>
public sealed record Calibration(double Expected, double Observed, double Score)
{
    /// <summary>The band in which a model is healthy.</summary>
    public const double Alarm = 4;

    /// <summary>Whether the model is outside the band; a number that is not finite always is.</summary>
    public bool IsAlarming => !(Math.Abs(Score) <= Alarm);

    /// <summary>Measures a model on the rows it was trained on.</summary>
    public static Calibration Of(IOutcomeModel model, TrainingSet set)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(set);
        var logits = new double[set.Rows.Count];
        model.Predict(set.Rows, logits);
        var (expected, variance) = (0.0, 0.0);
        for (var r = 0; r < logits.Length; r++)
        {
            var (count, p) = (set.Positives[r] + set.Negatives[r], Logit.Probability(logits[r]));
            expected += count * p;
            variance += count * p * (1 - p);
        }

        // Below one expected event a single one is no surprise.
        return new Calibration(expected, set.Happened, (set.Happened - expected) / Math.Sqrt(Math.Max(variance, 1)));
    }
}
