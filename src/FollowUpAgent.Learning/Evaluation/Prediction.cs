namespace FollowUpAgent.Learning.Evaluation;

/// <summary>How good a prediction is.</summary>
/// <param name="Auc">The mean AUC of the folds.</param>
/// <param name="StandardError">Its standard error, from the folds.</param>
/// <param name="Aucs">By fold.</param>
/// <param name="CalibrationError">The expected calibration error over ten bins of equal width.</param>
/// <param name="LogLoss">The mean of minus the log of what was predicted for what happened.</param>
/// <param name="Bins">The calibration, bin by bin; those without a row are left out.</param>
public sealed record Prediction(
    double Auc, double StandardError, IReadOnlyList<double> Aucs, double CalibrationError, double LogLoss, IReadOnlyList<CalibrationBin> Bins)
{
    private const int Tenths = 10;

    internal static Prediction Of(double[] predicted, bool[] happened, double[] aucs)
    {
        var bins = Enumerable.Range(0, predicted.Length)
            .GroupBy(row => Math.Min((int)(predicted[row] * Tenths), Tenths - 1))
            .OrderBy(g => g.Key)
            .Select(g => new CalibrationBin(g.Count(), g.Average(row => predicted[row]), g.Average(row => happened[row] ? 1.0 : 0)))
            .ToList();
        var auc = aucs.Average();
        var error = Math.Sqrt(aucs.Sum(a => (a - auc) * (a - auc)) / (aucs.Length - 1) / aucs.Length);
        var loss = Enumerable.Range(0, predicted.Length).Average(row => -Math.Log(happened[row] ? predicted[row] : 1 - predicted[row]));
        return new Prediction(auc, error, aucs, bins.Sum(b => b.N * Math.Abs(b.Predicted - b.Observed)) / predicted.Length, loss, bins);
    }
}

/// <summary>Predictions that are near each other.</summary>
/// <param name="N">How many.</param>
/// <param name="Predicted">Their mean.</param>
/// <param name="Observed">How often it happened.</param>
public sealed record CalibrationBin(long N, double Predicted, double Observed);
