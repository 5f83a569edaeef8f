using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Reports.Evidence;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Reports;

/// <summary>Says whether the groups are as large as they were drawn. Kept for ten minutes.</summary>
internal sealed class GroupSign(Database database, SequenceCatalog sequences, TimeProvider clock) : IHealthSign
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);
    private (DateTimeOffset At, HealthReading Reading)? last;

    /// <inheritdoc />
    public async Task<HealthReading> ReadAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (last is { } known && now - known.At < Kept && now >= known.At)
        {
            return known.Reading;
        }

        // What enters this very moment is part of it.
        var ratio = await database.ReadAsync(
            s => GroupRatio.ReadAsync(s, sequences.Shares, now - ReportMaker.Compared, now + TimeSpan.FromMicroseconds(1)), cancellationToken);
        var reading = Judge(ratio);
        last = (now, reading);
        return reading;
    }

    private static HealthReading Judge(GroupRatio? ratio)
    {
        const string name = "groups";
        if (ratio is null)
        {
            return new HealthReading(name, HealthState.Ok, "nobody was drawn into a group yet");
        }

        var counts = string.Join(", ", ratio.Counts.Select(c => $"{c.Key} {c.Value}"));
        return ratio.IsAlarming
            ? new HealthReading(
                name,
                HealthState.Warning,
                $"the groups are not as large as they were drawn: {counts}",
                "Look for what takes contacts out of one group alone: a filter, an import, a removal. No comparison between the groups counts until then.")
            : new HealthReading(name, HealthState.Ok, $"the groups are as large as they were drawn: {counts}");
    }
}
