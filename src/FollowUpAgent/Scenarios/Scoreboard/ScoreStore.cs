using FollowUpAgent.Rewards;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Scenarios.Scoreboard;

/// <summary>The SQL of the scoreboard: answers of a stretch of time, by the index of when they were given.</summary>
internal static class ScoreStore
{
    /// <summary>The newest answers since a moment, and what nobody answered.</summary>
    public static Task<List<GivenAnswer>> FindAnswersAsync(this Session session, DateTimeOffset from, int most) => session.QueryAsync<GivenAnswer>(
        """
        SELECT decision_id, contact_id, sequence, step, rule, variant, slot, state, answered_by, done_variant, done_slot
        FROM approval
        WHERE answered_at >= @from AND answered_at IS NOT NULL AND state <> 'withdrawn'
        ORDER BY answered_at DESC, decision_id
        LIMIT @most
        """,
        new { from, most });

    /// <summary>How often an outcome followed, by what was answered, from what was carried out long enough ago and could be observed.</summary>
    public static Task<List<FollowedCount>> CountFollowedAsync(this Session session, string outcome, DateTimeOffset from, DateTimeOffset matured) =>
        session.QueryAsync<FollowedCount>(
            $"""
            SELECT a.state AS answer, COUNT(*) AS items,
                   COUNT(CASE WHEN EXISTS (SELECT 1 FROM reward r WHERE r.decision_id = a.decision_id AND r.outcome = @outcome) THEN 1 END) AS happened
            FROM approval a
            JOIN decision d ON d.id = a.decision_id AND d.stage = 'when'
            JOIN closed_round c ON c.decision_id = a.decision_id
            WHERE a.answered_at >= @from AND a.answered_at IS NOT NULL AND a.state <> 'withdrawn'
                AND c.how IN ('sent', 'skipped') AND c.closed_at <= @matured AND {Observability.Condition(outcome)}
            GROUP BY a.state
            """,
            new { outcome, from, matured });
}

/// <summary>How often an outcome followed from what people answered in one way.</summary>
internal sealed class FollowedCount
{
    /// <summary>The answer.</summary>
    public string Answer { get; set; } = "";

    /// <summary>How many could have brought it.</summary>
    public long Items { get; set; }

    /// <summary>How many did.</summary>
    public long Happened { get; set; }
}
