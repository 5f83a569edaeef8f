using FollowUpAgent.Decisions;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Training.Challenges;

/// <summary>The SQL of what the gate judges by: rounds of the groups in which chance has a share, whose time is over.</summary>
internal static class EvidenceStore
{
    /// <summary>
    /// The next decisions in the order of their ids: of them the rounds that were decided from <paramref name="since"/> on and ended by
    /// <paramref name="until"/>, and what these earned. Null where there are no more decisions.
    /// </summary>
    public static async Task<RoundPage?> ReadPageAsync(this Session session, DecisionId after, DateTimeOffset since, DateTimeOffset until, int decisions)
    {
        // The page is a stretch of ids before anything is joined: a planner that knows nothing of tables just filled joins no more than a page.
        if (await session.QuerySingleOrDefaultAsync<DecisionId?>(PageEnd, new { after, rows = 2 * decisions }) is not { } last)
        {
            return null;
        }

        return new RoundPage(
            last, await session.QueryAsync<LoggedRound>(Rounds, new { after, last, since, until }), await session.FindEarnedAsync(after, last));
    }

    /// <summary>How many rounds were carried out by then.</summary>
    public static Task<long> CountEvidenceAsync(this Session session, DateTimeOffset until) =>
        session.QueryValueAsync<long>($"SELECT COUNT(*) {Evidence}", new { until });

    /// <summary>When the round with this place in time was decided.</summary>
    public static Task<DateTimeOffset> FindDecidedAtAsync(this Session session, DateTimeOffset until, long place) =>
        session.QueryValueAsync<DateTimeOffset>($"SELECT d.decided_at {Evidence} ORDER BY d.decided_at LIMIT 1 OFFSET @place", new { until, place });

    private const string Evidence =
        """
        FROM decision d
        JOIN closed_round c ON c.decision_id = d.id
        WHERE d.stage = 'when' AND NOT d.erased AND d.group_name IN ('treatment', 'control') AND c.how IN ('sent', 'skipped') AND c.closed_at <= @until
        """;

    // The bounds of a page stand at each table: no planner carries them from one to the other, and would walk the others from their beginning.
    private const string Rounds =
        """
        SELECT d.id, d.contact_id, d.sequence, d.step, d.actions AS when_actions, d.propensities AS when_propensities, d.chosen AS slot,
               d.propensity AS when_propensity, d.context AS when_context, d.settings AS when_settings, d.rules AS when_rules, w.rules AS which_rules, w.actions AS which_actions,
               w.propensities AS which_propensities, w.chosen AS version, w.propensity AS which_propensity, w.context AS which_context, c.how
        FROM decision d
        JOIN closed_round c ON c.decision_id = d.id AND c.decision_id > @after AND c.decision_id <= @last
        LEFT JOIN decision w ON w.id = d.id AND w.stage = 'which' AND w.id > @after AND w.id <= @last
        WHERE d.stage = 'when' AND d.id > @after AND d.id <= @last AND d.decided_at >= @since AND NOT d.erased
          AND d.group_name IN ('treatment', 'control') AND c.closed_at <= @until
        ORDER BY d.id
        """;

    private const string PageEnd =
        """
        SELECT id
        FROM (SELECT id FROM decision WHERE id > @after ORDER BY id LIMIT @rows) AS p
        ORDER BY id DESC
        LIMIT 1
        """;
}

/// <summary>A stretch of the ledger.</summary>
/// <param name="Last">The id at its end: the next page begins after it.</param>
/// <param name="Rounds">The rounds in it that count.</param>
/// <param name="Earned">By decision, the outcomes that followed, each once.</param>
internal sealed record RoundPage(DecisionId Last, IReadOnlyList<LoggedRound> Rounds, ILookup<DecisionId, string> Earned);
