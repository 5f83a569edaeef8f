using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Reasons;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dashboard.Ledger;

/// <summary>Reads one decision with everything the ledger holds of it, and makes it again where that is asked for.</summary>
internal sealed class DecisionReader(Database database, ExplanationReader explanations, IEnumerable<IOutcomeModelTrainer> engines)
{
    /// <summary>The decision, or null where there is none.</summary>
    public async Task<DecisionView?> ReadAsync(DecisionId id, bool isReplayed, CancellationToken cancellationToken)
    {
        var view = await database.ReadAsync(
            async session =>
            {
                var rows = await session.FindDecisionAsync(id);
                return rows.Count == 0 ? null : new DecisionView((await explanations.ReadAsync(session, rows)).Single(), rows, null);
            },
            cancellationToken);
        // Of its own for each: it holds snapshots of megabytes.
        return view is not null && isReplayed ? view with { Replayed = await new LedgerReplay(database, engines).RunAsync(id, cancellationToken) } : view;
    }
}

/// <summary>What a decision's page shows.</summary>
/// <param name="Explained">In words.</param>
/// <param name="Rows">As the ledger holds it.</param>
/// <param name="Replayed">How it came out when it was made again; null where nobody asked.</param>
internal sealed record DecisionView(Explanation Explained, IReadOnlyList<Decision> Rows, ReplayTally? Replayed);
