using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Training.Calibrating;

/// <summary>
/// Holds the snapshot to its word, variant by variant: what it expects of mails that it never learned from, against what came of them once
/// their time is over. Runs before a fit; reads what was sent since the last one, not the history.
/// </summary>
internal sealed class CalibrationPass(Database database, OutcomeCatalog outcomes, ServingSnapshot serving, IdSource ids, TimeProvider clock)
{
    /// <summary>Notes what is expected of the mails since the last fit, and judges those whose time is over.</summary>
    /// <returns>The alarms that were raised.</returns>
    public async Task<IReadOnlyList<DriftAlarm>> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await ForecastAsync(now, cancellationToken);
        return await JudgeAsync(now, cancellationToken);
    }

    private async Task ForecastAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (figures, last) = await database.ReadAsync(
            async s => (await s.FindServingFiguresAsync(), await s.FindLastForecastAsync()), cancellationToken);
        if (figures is null || TrustedOutcomes.Of(figures.Diagnostics) is not { Count: > 0 } trusted)
        {
            return;
        }

        // What was sent before the snapshot was made is part of what it learned.
        var from = last > figures.MadeAt ? last.Value : figures.MadeAt;
        var (sent, variants) = await database.ReadAsync(async s => (await s.ReadSentAsync(from, now), await s.FindVariantsAsync()), cancellationToken);
        if (sent.Count == 0)
        {
            return;
        }

        var served = await serving.GetAsync(cancellationToken);
        var expected = Expectation.Of(served.Learned, [.. outcomes.All.Where(o => trusted.Contains(o.Key))], sent, variants, from, now);
        await database.WriteAsync(s => s.AddForecastsAsync(expected), cancellationToken);
    }

    private async Task<IReadOnlyList<DriftAlarm>> JudgeAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var alarms = new List<DriftAlarm>();
        foreach (var outcome in outcomes.All)
        {
            var (due, watches, cohorts) = await database.ReadAsync(
                async session =>
                {
                    var forecasts = await session.FindForecastsAsync(outcome.Key, now - outcome.Window);
                    return forecasts.Count == 0 ? (forecasts, [], []) : (forecasts, await session.FindWatchesAsync(outcome.Key), await session.CountCohortsAsync(outcome.Key, forecasts));
                },
                cancellationToken);
            if (due.Count == 0)
            {
                continue;
            }

            var (moved, raised) = Watching.Follow(due, watches, cohorts, ids, now);
            await database.WriteAsync(s => s.SettleAsync(outcome.Key, due[^1].UntilAt, moved, raised), cancellationToken);
            alarms.AddRange(raised);
        }

        return alarms;
    }
}
