using System.Globalization;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Training.Calibrating;

/// <summary>Says which variants lately did something else than was forecast of them.</summary>
internal sealed class DriftSign(Database database, TimeProvider clock) : IHealthSign
{
    private static readonly TimeSpan Shown = TimeSpan.FromDays(14);

    /// <inheritdoc />
    public async Task<HealthReading> ReadAsync(CancellationToken cancellationToken)
    {
        const string name = "drift";
        var now = clock.GetUtcNow();
        var alarms = await database.ReadAsync(s => s.FindAlarmsAsync(now - Shown, now + TimeSpan.FromMicroseconds(1)), cancellationToken);
        return alarms.Count == 0
            ? new HealthReading(name, HealthState.Ok, "no variant did something else than was forecast in the last two weeks")
            : new HealthReading(
                name,
                HealthState.Warning,
                string.Join("; ", alarms.Select(InWords)),
                "See whether text, audience or the reporting of this outcome changed. The agent counts what came before half and explores anew.");
    }

    private static string InWords(DriftAlarm alarm) => string.Create(
        CultureInfo.InvariantCulture,
        $"{alarm.Version} of {alarm.Sequence}/{alarm.Step} does {alarm.Drift} than forecast for {alarm.Outcome}: {alarm.Happened} times, expected {alarm.Expected:0.0}");
}
