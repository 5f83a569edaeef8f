using FollowUpAgent.Decisions;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Training.Challenges;

/// <summary>The SQL of what the gate judges by: rounds of the groups in which chance has a share, whose time is over.</summary>
internal static class EvidenceStore
{
    /// <summary>The next rounds that were decided from <paramref name="since"/> on and ended by <paramref name="until"/>, in the order of their ids.</summary>
    public static Task<List<LoggedRound>> ReadRoundsAsync(this Session session, DecisionId after, DateTimeOffset since, DateTimeOffset until, int page) =>
        session.QueryAsync<LoggedRound>(Rounds, new { after, since, until, page });

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

    private const string Rounds =
        """
        SELECT d.id, d.contact_id, d.sequence, d.step, d.actions AS when_actions, d.propensities AS when_propensities, d.chosen AS slot,
               d.propensity AS when_propensity, d.context AS when_context, d.settings AS when_settings, d.rules AS when_rules, w.rules AS which_rules, w.actions AS which_actions,
               w.propensities AS which_propensities, w.chosen AS version, w.propensity AS which_propensity, w.context AS which_context, c.how
        FROM decision d
        JOIN closed_round c ON c.decision_id = d.id
        LEFT JOIN decision w ON w.id = d.id AND w.stage = 'which'
        WHERE d.stage = 'when' AND d.id > @after AND d.decided_at >= @since AND NOT d.erased AND d.group_name IN ('treatment', 'control')
          AND c.closed_at <= @until
        ORDER BY d.id
        LIMIT @page
        """;
}
