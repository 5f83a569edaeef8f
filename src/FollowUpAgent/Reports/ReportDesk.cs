using FollowUpAgent.Reports.Rendering;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Reports;

/// <summary>Gives out reports: as they were kept, or made now for a week that nobody kept.</summary>
internal sealed class ReportDesk(Database database, ReportMaker maker, TimeProvider clock)
{
    /// <summary>Makes the report of a week and keeps it; a week that has one keeps that, and one before the first contact needs none.</summary>
    /// <returns>Whether there is one now.</returns>
    public async Task<bool> KeepAsync(IsoWeek week, CancellationToken cancellationToken)
    {
        var first = await database.ReadAsync(s => s.FindFirstEntryAsync(), cancellationToken);
        if (first is null || first >= week.Until)
        {
            return false;
        }

        if (await FindKeptAsync(week, cancellationToken) is not null)
        {
            return true;
        }

        var report = await maker.MakeAsync(week, cancellationToken);
        var content = ReportJson.Store(report);
        await database.WriteAsync(s => s.AddReportAsync(week.Key, report.MadeAt, content), cancellationToken);
        return true;
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
