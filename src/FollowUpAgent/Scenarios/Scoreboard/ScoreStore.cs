using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Rewards;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Scenarios.Scoreboard;

/// <summary>The SQL of the scoreboard: answers of a stretch of time, by the index of when they were given.</summary>
internal static class ScoreStore
{
    /// <summary>The newest answers since a moment, and what nobody answered.</summary>
    public static Task<List<GivenAnswer>> FindAnswersAsync(this Session session, DateTimeOffset from, int most) => session.QueryAsync<GivenAnswer>(
        """
        SELECT decision_id, contact_id, sequence, step, rule, variant, slot, CASE WHEN state = 'kept' THEN 'changed' ELSE state END AS state, answered_by,
               COALESCE(wished_variant, done_variant) AS done_variant, COALESCE(wished_slot, done_slot) AS done_slot
        FROM approval
        WHERE answered_at >= @from AND answered_at IS NOT NULL AND state <> 'withdrawn'
        ORDER BY answered_at DESC, decision_id
        LIMIT @most
        """,
        new { from, most });

    /// <summary>What followed from mails that a coin settled and that were sent long enough ago; a row an outcome, at least one a mail.</summary>
    public static Task<List<TossedOutcome>> FindTossedAsync(this Session session, DateTimeOffset from, DateTimeOffset matured, int most) =>
        session.QueryAsync<TossedOutcome>(
            """
            SELECT DISTINCT a.decision_id, d.contact_id, d.context, a.state = 'kept' AS is_proposal, a.coin_share, r.outcome
            FROM (SELECT decision_id, state, coin_share
                  FROM approval
                  WHERE answered_at >= @from AND answered_at IS NOT NULL AND coin_share IS NOT NULL AND state IN ('kept', 'changed')
                  ORDER BY answered_at DESC, decision_id
                  LIMIT @most) AS a
            JOIN decision d ON d.id = a.decision_id AND d.stage = 'when'
            JOIN closed_round c ON c.decision_id = a.decision_id
            LEFT JOIN reward r ON r.decision_id = a.decision_id
            WHERE c.how = 'sent' AND c.closed_at <= @matured
            """,
            new { from, matured, most });

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

/// <summary>One outcome, or none, that followed from a disagreement that a coin settled.</summary>
internal sealed class TossedOutcome
{
    /// <summary>The decision.</summary>
    public DecisionId DecisionId { get; set; }

    /// <summary>About whom; null once erased.</summary>
    public ContactId? ContactId { get; set; }

    /// <summary>What was known of the contact.</summary>
    public string Context { get; set; } = "{}";

    /// <summary>Whether the proposal was sent.</summary>
    public bool IsProposal { get; set; }

    /// <summary>The probability with which it was to be.</summary>
    public double CoinShare { get; set; }

    /// <summary>What followed; null where nothing did.</summary>
    public string? Outcome { get; set; }
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
