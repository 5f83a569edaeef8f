using Dapper;
using FollowUpAgent.Decisions;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Reports;

/// <content>The statements.</content>
internal static partial class ReportStore
{
    private const string Rounds =
        """
        SELECT d.group_name, c.how, COUNT(*) AS count
        FROM closed_round c
        JOIN decision d ON d.id = c.decision_id AND d.stage = 'when'
        WHERE c.closed_at >= @From AND c.closed_at < @Until
        GROUP BY d.group_name, c.how
        """;

    private const string Active =
        """
        SELECT d.group_name, COUNT(DISTINCT d.enrollment_id) AS count
        FROM closed_round c
        JOIN decision d ON d.id = c.decision_id AND d.stage = 'when'
        WHERE c.closed_at >= @From AND c.closed_at < @Until AND c.how IN ('sent', 'skipped')
        GROUP BY d.group_name
        """;

    private const string Entered =
        """
        SELECT group_name, COUNT(DISTINCT contact_id) AS count
        FROM enrollment
        WHERE entered_at >= @From AND entered_at < @Until
        GROUP BY group_name
        """;

    // In two parts, so that each has an index: those still open, and those closed since.
    private const string OpenTasks =
        """
        SELECT owner, COUNT(*) AS count, MIN(opened_at) AS oldest
        FROM (SELECT owner, opened_at FROM task WHERE closed_at IS NULL AND opened_at < @at
              UNION ALL
              SELECT owner, opened_at FROM task WHERE closed_at IS NOT NULL AND closed_at >= @at AND opened_at < @at) AS q
        GROUP BY owner
        """;

    private const string AnswerTimes =
        """
        SELECT owner, closed_at - opened_at AS took
        FROM task
        WHERE closed_at IS NOT NULL AND closed_at >= @From AND closed_at < @Until AND outcome = 'answered'
        """;

    private const string OutcomesOfGroups =
        """
        SELECT d.group_name, r.outcome, COUNT(*) AS count
        FROM reward r
        JOIN decision d ON d.id = r.decision_id AND d.stage = 'when'
        WHERE r.occurred_at >= @From AND r.occurred_at < @Until
        GROUP BY d.group_name, r.outcome
        """;

    private const string MailEvents =
        """
        SELECT d.group_name, m.sender, e.kind, COUNT(DISTINCT m.id) AS count
        FROM event e
        JOIN message m ON m.id = e.message_id
        JOIN decision d ON d.id = m.decision_id AND d.stage = 'when'
        WHERE e.message_id IS NOT NULL AND e.occurred_at >= @From AND e.occurred_at < @Until AND e.kind IN ('bounced', 'complained', 'unsubscribed')
        GROUP BY d.group_name, m.sender, e.kind
        """;

    private const string Readings =
        """
        SELECT e.kind, e.machine, COUNT(DISTINCT e.message_id) AS count
        FROM event e
        WHERE e.kind IN ('opened', 'clicked') AND e.occurred_at >= @From AND e.occurred_at < @Until AND e.message_id IS NOT NULL AND NOT e.withdrawn
        GROUP BY e.kind, e.machine
        """;

    // One that a coin kept was wished changed.
    private const string Answers =
        """
        SELECT CASE WHEN state = 'expired' THEN NULL ELSE answered_by END AS answered_by,
               COUNT(CASE WHEN state = 'approved' THEN 1 END) AS approved,
               COUNT(CASE WHEN state IN ('changed', 'kept') THEN 1 END) AS changed,
               COUNT(CASE WHEN state = 'skipped' THEN 1 END) AS skipped,
               COUNT(CASE WHEN state = 'stopped' THEN 1 END) AS stopped,
               COUNT(CASE WHEN state = 'expired' THEN 1 END) AS expired
        FROM approval
        WHERE answered_at >= @From AND answered_at < @Until AND answered_at IS NOT NULL AND state IN ('approved', 'changed', 'kept', 'skipped', 'stopped', 'expired')
        GROUP BY CASE WHEN state = 'expired' THEN NULL ELSE answered_by END
        """;

    private const string Choices =
        """
        SELECT d.stage, d.sequence, d.step, d.chosen, d.actions, d.propensities, d.forecasts
        FROM closed_round c
        JOIN decision d ON d.id = c.decision_id
        WHERE c.closed_at >= @From AND c.closed_at < @Until AND c.how IN ('sent', 'skipped') AND d.group_name = 'treatment' AND d.forecasts IS NOT NULL
        ORDER BY c.closed_at DESC, d.id DESC, d.stage
        LIMIT @most
        """;

    private const string Senders =
        """
        SELECT m.sender, m.state, COUNT(*) AS count
        FROM closed_round c
        JOIN message m ON m.decision_id = c.decision_id
        WHERE c.closed_at >= @From AND c.closed_at < @Until
        GROUP BY m.sender, m.state
        """;

    private const string VariantOutcomes =
        """
        SELECT d.sequence, d.step, d.chosen, r.outcome, COUNT(DISTINCT d.id) AS count
        FROM closed_round c
        JOIN decision d ON d.id = c.decision_id AND d.stage = 'which'
        JOIN reward r ON r.decision_id = d.id AND r.occurred_at < @earnedUntil
        WHERE c.closed_at >= @From AND c.closed_at < @Until AND c.how = 'sent' AND d.group_name IN ('treatment', 'control')
        GROUP BY d.sequence, d.step, d.chosen, r.outcome
        """;

    private const string SentMails =
        """
        SELECT w.sequence, w.step, w.context, w.actions AS variants, w.propensities AS variant_propensities, w.chosen AS variant,
               t.actions AS slots, t.propensities AS slot_propensities, t.chosen AS slot,
               EXISTS (SELECT 1 FROM reward r WHERE r.decision_id = c.decision_id AND r.outcome = @outcome AND r.occurred_at < @earnedUntil) AS happened
        FROM closed_round c
        JOIN decision w ON w.id = c.decision_id AND w.stage = 'which'
        JOIN decision t ON t.id = c.decision_id AND t.stage = 'when'
        WHERE c.closed_at >= @From AND c.closed_at < @Until AND c.how = 'sent' AND w.group_name IN ('treatment', 'control')
        ORDER BY c.closed_at DESC, c.decision_id DESC
        LIMIT @most
        """;

    // An erased contact has left the comparison: its enrollments are gone, and its rewards name nobody.
    private static string Groups(OutcomeCatalog outcomes, AllotmentUnit unit) =>
        $"""
        WITH cohort AS (
            SELECT contact_id, MIN(group_name) AS group_name
            FROM enrollment
            WHERE entered_at >= @From AND entered_at < @Until
            GROUP BY contact_id),
        earned AS (
            SELECT d.contact_id, SUM({Worth(outcomes)}) AS reward
            FROM reward r
            JOIN decision d ON d.id = r.decision_id AND d.stage = 'when'
            WHERE r.occurred_at >= @From AND r.occurred_at < @Until
            GROUP BY d.contact_id),
        cluster AS (
            SELECT k.group_name, COUNT(*) AS size, SUM(COALESCE(e.reward, 0.0)) AS reward,
                   SUM(CASE WHEN e.reward IS NOT NULL AND e.reward <> 0 THEN 1 ELSE 0 END) AS rewarded
            FROM cohort k
            LEFT JOIN earned e ON e.contact_id = k.contact_id
            {(unit is AllotmentUnit.Company ? "LEFT JOIN contact p ON p.id = k.contact_id" : "")}
            GROUP BY k.group_name, {(unit is AllotmentUnit.Company ? "COALESCE(LOWER(TRIM(p.company)), CAST(k.contact_id AS text))" : "k.contact_id")})
        SELECT group_name, COUNT(*) AS clusters, SUM(size) AS contacts, SUM(reward) AS sum, SUM(reward * reward) AS sum_of_squares,
               SUM(reward * size) AS sum_of_products, SUM(size * size) AS sum_of_sizes_squared, SUM(rewarded) AS rewarded
        FROM cluster
        GROUP BY group_name
        """;

    private static string Variants(OutcomeCatalog outcomes) =>
        $"""
        WITH send AS (
            SELECT d.id, d.sequence, d.step, d.chosen, d.group_name,
                   CASE WHEN d.group_name = 'control' THEN 1.0 ELSE 1.0 / d.propensity END AS w,
                   COALESCE((SELECT SUM({Worth(outcomes)}) FROM reward r WHERE r.decision_id = d.id AND r.occurred_at < @earnedUntil), 0.0) AS x
            FROM closed_round c
            JOIN decision d ON d.id = c.decision_id AND d.stage = 'which'
            WHERE c.closed_at >= @From AND c.closed_at < @Until AND c.how = 'sent' AND d.group_name IN ('treatment', 'control'))
        SELECT sequence, step, chosen, group_name, COUNT(*) AS sends, SUM(w) AS weight, SUM(w * x) AS earned, SUM(w * w) AS squared,
               SUM(w * w * x) AS squared_earned, SUM(w * w * x * x) AS squared_twice, SUM(CASE WHEN x > 0 THEN 1 ELSE 0 END) AS positives
        FROM send
        GROUP BY sequence, step, chosen, group_name
        ORDER BY sequence, step, chosen, group_name
        """;

    // The worth of row r. Weights change without retraining, so they are not stored with the rewards; an outcome that is not configured
    // any more is worth nothing.
    private static string Worth(OutcomeCatalog outcomes) =>
        $"CASE r.outcome {string.Join(' ', outcomes.All.Select((_, i) => $"WHEN @o{i} THEN @w{i}"))} ELSE 0.0 END";

    private static DynamicParameters WithWeights(Span span, OutcomeCatalog outcomes)
    {
        var parameters = new DynamicParameters(span);
        foreach (var (i, outcome) in outcomes.All.Index())
        {
            parameters.Add($"o{i}", outcome.Key);
            parameters.Add($"w{i}", outcome.Weight);
        }

        return parameters;
    }
}
