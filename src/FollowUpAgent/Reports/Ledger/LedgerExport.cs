using FollowUpAgent.Decisions;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Rewards;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Reports.Ledger;

/// <summary>Writes the ledger into a file, page by page: memory does not grow with it.</summary>
internal sealed class LedgerExport(Database database)
{
    private const int PageRows = 500;

    /// <summary>Writes the stages that were decided from one moment until another, in the order of time.</summary>
    /// <param name="file">Takes them.</param>
    /// <param name="from">Included.</param>
    /// <param name="until">Excluded.</param>
    /// <param name="heard">Told after each page how many are written.</param>
    /// <param name="cancellationToken">Ends it after the page in hand.</param>
    /// <returns>How many lines it wrote.</returns>
    public async Task<long> WriteAsync(LedgerFile file, DateTimeOffset from, DateTimeOffset until, IProgress<long> heard, CancellationToken cancellationToken)
    {
        var (written, after) = (0L, new Decision { DecidedAt = from });
        while (true)
        {
            var (rows, lines) = await database.ReadAsync(s => ReadAsync(s, after, until), cancellationToken);
            foreach (var line in lines)
            {
                file.Add(line);
            }

            written += rows.Count;
            heard.Report(written);
            if (rows.Count < PageRows)
            {
                return written;
            }

            after = rows[^1];
        }
    }

    private static async Task<(List<Decision> Rows, List<IReadOnlyList<LedgerCell>> Lines)> ReadAsync(Session session, Decision after, DateTimeOffset until)
    {
        var rows = await session.ReadDecisionsAsync(after, until, PageRows);
        var ids = rows.Select(r => r.Id).Distinct().ToList();
        var approvals = await session.FindApprovalsAsync(ids);
        var ends = await session.FindClosedRoundsAsync(ids);
        var rewards = await session.FindRewardsAsync(ids);
        return (rows, rows.ConvertAll(r => LedgerLine.Of(r, approvals.GetValueOrDefault(r.Id), ends.GetValueOrDefault(r.Id), rewards[r.Id])));
    }
}
