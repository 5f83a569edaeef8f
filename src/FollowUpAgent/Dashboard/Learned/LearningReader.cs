using FollowUpAgent.Decisions;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Evidence;
using FollowUpAgent.Reports.Rendering;
using FollowUpAgent.Storage;
using FollowUpAgent.Training.Calibrating;
using FollowUpAgent.Training.Challenges;

namespace FollowUpAgent.Dashboard.Learned;

/// <summary>
/// Reads what the page of learning shows. What is known of variants is that of the newest weekly report: to add up months of mails takes
/// longer than a page may.
/// </summary>
internal sealed class LearningReader(Database database, Curves curves, OutcomeCatalog outcomes, TimeProvider clock)
{
    private const int MostSnapshots = 30;
    private static readonly TimeSpan Told = TimeSpan.FromDays(180);

    /// <summary>Reads it.</summary>
    /// <param name="before">Where the page of snapshots before ended; null for the newest.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<LearningView> ReadAsync(DateTimeOffset? before, CancellationToken cancellationToken)
    {
        var drawn = await curves.GetAsync(cancellationToken);
        return await database.ReadAsync(
            async session =>
            {
                var (report, serving) = (await FindReportAsync(session), await session.FindServingFiguresAsync());
                var snapshots = await session.FindSnapshotsAsync(before ?? DateTimeOffset.MaxValue, MostSnapshots + 1);
                return new LearningView
                {
                    Curves = drawn,
                    Week = report?.Week,
                    Steps = report is null ? [] : StepsOf(report),
                    Serving = serving,
                    Fits = FitLine.Of(serving?.Diagnostics),
                    Forecasts = await ReadForecastsAsync(session),
                    Changes = await ReadChangesAsync(session, clock.GetUtcNow()),
                    Snapshots = [.. snapshots.Take(MostSnapshots)],
                    Next = snapshots.Count > MostSnapshots ? snapshots[MostSnapshots - 1].MadeAt : null,
                    IsOlder = before is not null,
                };
            },
            cancellationToken);
    }

    private static async Task<WeeklyReport?> FindReportAsync(Session session) =>
        await session.FindReportWeeksAsync(1) is [var week] && await session.FindReportAsync(week) is { } kept ? ReportJson.Read(kept) : null;

    private static IReadOnlyList<IReadOnlyList<VariantEvidence>> StepsOf(WeeklyReport report) =>
    [
        .. report.Works.Concat(report.NotYetKnowable).GroupBy(v => (v.Sequence, v.Step))
            .OrderBy(g => g.Key.Sequence, StringComparer.Ordinal).ThenBy(g => g.Key.Step, StringComparer.Ordinal)
            .Select(g => (IReadOnlyList<VariantEvidence>)[.. g.OrderByDescending(v => v.ChanceBetter).ThenByDescending(v => v.Mean)]),
    ];

    private async Task<IReadOnlyList<ForecastLine>> ReadForecastsAsync(Session session)
    {
        var lines = new List<ForecastLine>();
        foreach (var outcome in outcomes.All)
        {
            var watches = await session.FindWatchesAsync(outcome.Key);
            lines.AddRange(watches.Count == 0 ? [] : [new ForecastLine(outcome.Key, watches.Sum(w => w.Expected), watches.Sum(w => w.Happened))]);
        }

        return lines;
    }

    private static async Task<IReadOnlyList<Sentence>> ReadChangesAsync(Session session, DateTimeOffset now)
    {
        var until = now + TimeSpan.FromMicroseconds(1);
        var changes = ModelChange.Of(await session.FindJudgementsAsync(now - Told, until)).Select(c => (c.At, Said: c.ToSentence()));
        var drifts = (await session.FindAlarmsAsync(now - Told, until)).Select(VariantDrift.Of).Select(d => (d.At, Said: d.ToSentence()));
        return [.. changes.Concat(drifts).OrderByDescending(c => c.At).Select(c => c.Said)];
    }
}
