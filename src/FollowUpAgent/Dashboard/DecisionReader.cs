using FollowUpAgent.Decisions;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Reports;
using FollowUpAgent.Rewards;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dashboard;

/// <summary>Reads one decision with everything the ledger holds of it.</summary>
internal sealed class DecisionReader(Database database)
{
    /// <summary>The decision, or null where there is none.</summary>
    public Task<DecisionView?> ReadAsync(DecisionId id, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var rows = await session.FindDecisionAsync(id);
            return rows.Count == 0 ? null : new DecisionView((await ExplainAsync(session, rows)).Single(), rows);
        },
        cancellationToken);

    /// <summary>Explains ledger rows.</summary>
    public static async Task<IReadOnlyList<Explanation>> ExplainAsync(Session session, IReadOnlyList<Decision> rows)
    {
        var ids = rows.Select(r => r.Id).Distinct().ToList();
        return Explanation.Of(
            rows, await session.FindClosedRoundsAsync(ids), await session.FindMessagesAsync(ids), await session.FindRewardsAsync(ids));
    }
}

/// <summary>What a decision's page shows.</summary>
/// <param name="Explained">In words.</param>
/// <param name="Rows">As the ledger holds it.</param>
internal sealed record DecisionView(Explanation Explained, IReadOnlyList<Decision> Rows);
