using FollowUpAgent.Decisions;
using FollowUpAgent.Training.Calibrating;
using FollowUpAgent.Training.Challenges;

namespace FollowUpAgent.Training;

/// <summary>What is learned in a night: whether forecasts came true, the serving recipe anew, and whether a changed one may take its place.</summary>
internal sealed class Retraining(CalibrationPass calibration, Trainer trainer, Gatekeeper gatekeeper)
{
    /// <summary>Does all three, in this order: an alarm widens tonight's fit, and whatever the gate does, the champion is fitted by then.</summary>
    public async Task<Retrained> RunAsync(CancellationToken cancellationToken)
    {
        var alarms = await calibration.RunAsync(cancellationToken);
        var snapshot = await trainer.TrainAsync(cancellationToken);
        return new Retrained(snapshot, alarms, await gatekeeper.JudgeAsync(cancellationToken));
    }
}

/// <summary>What came of a night.</summary>
/// <param name="Snapshot">The serving recipe's new snapshot.</param>
/// <param name="Alarms">Variants that do something else than was forecast.</param>
/// <param name="Judgement">What the gate said of a changed recipe, or null.</param>
internal sealed record Retrained(Snapshot Snapshot, IReadOnlyList<DriftAlarm> Alarms, Judgement? Judgement);
