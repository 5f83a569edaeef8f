using FollowUpAgent.Decisions;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Reasons;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dashboard;

/// <summary>Reads one decision with everything the ledger holds of it.</summary>
internal sealed class DecisionReader(Database database, ExplanationReader explanations)
{
    /// <summary>The decision, or null where there is none.</summary>
    public Task<DecisionView?> ReadAsync(DecisionId id, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var rows = await session.FindDecisionAsync(id);
            return rows.Count == 0 ? null : new DecisionView((await explanations.ReadAsync(session, rows)).Single(), rows);
        },
        cancellationToken);
}

/// <summary>What a decision's page shows.</summary>
/// <param name="Explained">In words.</param>
/// <param name="Rows">As the ledger holds it.</param>
internal sealed record DecisionView(Explanation Explained, IReadOnlyList<Decision> Rows);
