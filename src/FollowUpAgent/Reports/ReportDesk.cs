using FollowUpAgent.Reports.Rendering;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Reports;

/// <summary>Gives out reports: as they were kept, or made now for a week that nobody kept.</summary>
internal sealed class ReportDesk(Database database, ReportMaker maker, TimeProvider clock)
{
    /// <summary>Makes the report of a week and keeps it; a week that has one keeps that.</summary>
    public async Task KeepAsync(IsoWeek week, CancellationToken cancellationToken)
    {
        if (await FindKeptAsync(week, cancellationToken) is not null)
        {
            return;
        }

        var report = await maker.MakeAsync(week, cancellationToken);
        var content = ReportJson.Store(report);
        await database.WriteAsync(s => s.AddReportAsync(week.Key, report.MadeAt, content), cancellationToken);
    }

    /// <summary>The report of a week; of a week that runs, what is known so far.</summary>
    public async Task<WeeklyReport> GetAsync(IsoWeek week, CancellationToken cancellationToken) =>
        await FindKeptAsync(week, cancellationToken) ?? await maker.MakeAsync(week, cancellationToken);

    /// <summary>The week that one would ask about: the last that ended, or the one that runs where the agent began in it.</summary>
    public async Task<IsoWeek> LatestWeekAsync(CancellationToken cancellationToken)
    {
        var running = IsoWeek.Of(clock.GetUtcNow());
        var first = await database.ReadAsync(s => s.FindFirstEntryAsync(), cancellationToken);
        return first is null || first >= running.From ? running : running.Before;
    }

    private async Task<WeeklyReport?> FindKeptAsync(IsoWeek week, CancellationToken cancellationToken) =>
        await database.ReadAsync(s => s.FindReportAsync(week.Key), cancellationToken) is { } kept ? ReportJson.Read(kept) : null;
}
