using FollowUpAgent.Decisions;
using FollowUpAgent.Reports;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dashboard;

/// <summary>The pages' SQL. Every query reads the end of an index or counts up to a limit.</summary>
internal static class DashboardStore
{
    /// <summary>What is next for one sender: rounds whose slot is drawn, soonest first.</summary>
    public static Task<List<NextRow>> FindDrawnAsync(this Session session, string sender, int most) =>
        session.QueryAsync<NextRow>(Drawn, new { sender, most });

    /// <summary>What is decided next: steps that wait for their time, soonest first.</summary>
    public static Task<List<NextRow>> FindWaitingAsync(this Session session, int most) => session.QueryAsync<NextRow>(Waiting, new { most });

    /// <summary>Drawn rounds of one sender by hour since the beginning of a time, those from before it in its first hour; counted up to a limit.</summary>
    public static Task<List<HourRow>> CountDrawnByHourAsync(this Session session, string sender, Span span, int most) =>
        session.QueryAsync<HourRow>(ByHour("enrollment WHERE sender = @name AND state = 'decided'"), new { name = sender, span.From, span.Until, most });

    /// <summary>The same for the outbox of one relay.</summary>
    public static Task<List<HourRow>> CountQueuedByHourAsync(this Session session, string relay, Span span, int most) =>
        session.QueryAsync<HourRow>(ByHour("message WHERE relay = @name AND state = 'queued'"), new { name = relay, span.From, span.Until, most });

    /// <summary>How many steps fall due by then; counted up to a limit.</summary>
    public static Task<long> CountToDecideAsync(this Session session, DateTimeOffset until, int most) => session.QueryValueAsync<long>(
        "SELECT CAST(COUNT(*) AS bigint) FROM (SELECT 1 FROM enrollment WHERE state = 'waiting' AND due_at < @until LIMIT @most) AS w", new { until, most });

    /// <summary>The ids of the last decisions, newest first.</summary>
    public static async Task<List<DecisionId>> FindLastDecisionsAsync(this Session session, int most) =>
        // Both stages may be among the newest rows.
        [.. (await session.QueryAsync<DecisionId>("SELECT id FROM decision ORDER BY decided_at DESC LIMIT @rows", new { rows = most * 2 })).Distinct().Take(most)];

    /// <summary>The ledger rows of these decisions.</summary>
    public static Task<List<Decision>> FindDecisionRowsAsync(this Session session, IEnumerable<DecisionId> decisions) => session.QueryAsync<Decision>(
        $"SELECT * FROM decision WHERE {session.Dialect.In("id", "ids")}", new { ids = decisions.Select(d => d.Value).ToArray() });

    /// <summary>When anything last happened: another answer means that figures may have changed.</summary>
    public static Task<Pulse> FindPulseAsync(this Session session) => session.QueryValueAsync<Pulse>(LastMoments);

    /// <summary>The figures of now.</summary>
    public static Task<LiveRow> CountLiveAsync(this Session session, DateTimeOffset today, DateTimeOffset week, DateTimeOffset now, int most) =>
        session.QueryValueAsync<LiveRow>(Live, new { today, week, now, most });

    /// <summary>What waits for people; each counted up to a limit.</summary>
    public static Task<WaitingRow> CountWaitingAsync(this Session session, int most) => session.QueryValueAsync<WaitingRow>(WaitingForPeople, new { most });

    /// <summary>Contacts, and enrollments on their way; each counted up to a limit.</summary>
    public static Task<TotalRow> CountTotalsAsync(this Session session, int most) => session.QueryValueAsync<TotalRow>(Totals, new { most });

    /// <summary>Contacts that entered in this time, by group and day since its beginning; each once.</summary>
    public static Task<List<EntryRow>> CountEntriesAsync(this Session session, Span span) => session.QueryAsync<EntryRow>(Entries, span);

    /// <summary>What those contacts earned, by contact, day and outcome.</summary>
    public static Task<List<EarnedRow>> FindEarnedAsync(this Session session, Span span) => session.QueryAsync<EarnedRow>(Earned, span);

    private const string Drawn =
        """
        SELECT due_at, sequence, step, group_name, state
        FROM enrollment
        WHERE sender = @sender AND state = 'decided'
        ORDER BY due_at
        LIMIT @most
        """;

    private const string Waiting =
        """
        SELECT due_at, sequence, step, group_name, state
        FROM enrollment
        WHERE state = 'waiting'
        ORDER BY due_at
        LIMIT @most
        """;

    private static string ByHour(string rows) =>
        $"""
        SELECT CASE WHEN due_at < @From THEN 0 ELSE (due_at - @From) / 3600000000 END AS hour, COUNT(*) AS mails
        FROM (SELECT due_at FROM {rows} AND due_at < @Until ORDER BY due_at LIMIT @most) AS d
        GROUP BY CASE WHEN due_at < @From THEN 0 ELSE (due_at - @From) / 3600000000 END
        """;

    private const string LastMoments =
        """
        SELECT (SELECT MAX(closed_at) FROM closed_round) AS closed_at,
               (SELECT MAX(decided_at) FROM decision) AS decided_at,
               (SELECT MAX(occurred_at) FROM reward) AS rewarded_at,
               (SELECT MAX(entered_at) FROM enrollment) AS entered_at
        """;

    private const string Live =
        """
        SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM closed_round WHERE closed_at >= @today AND how = 'sent' LIMIT @most) AS s) AS sent,
               (SELECT COUNT(*) FROM (SELECT 1 FROM reward WHERE occurred_at >= @week AND outcome = 'goal' LIMIT @most) AS g) AS goals,
               (SELECT COUNT(*) FROM (SELECT 1 FROM reward WHERE occurred_at >= @week AND outcome = 'positive-reply' LIMIT @most) AS r) AS replies,
               (SELECT COUNT(*) FROM (SELECT 1 FROM reward WHERE occurred_at >= @week AND outcome = 'unsubscribe-or-negative' LIMIT @most) AS u) AS refusals,
               (SELECT COUNT(*) FROM (SELECT 1 FROM enrollment WHERE state = 'waiting' AND due_at <= @now LIMIT @most) AS w)
               + (SELECT COUNT(*) FROM (SELECT 1 FROM enrollment WHERE state = 'decided' AND due_at <= @now LIMIT @most) AS d) AS due,
               (SELECT COUNT(*) FROM (SELECT 1 FROM message WHERE state = 'queued' LIMIT @most) AS q) AS queued,
               (SELECT COUNT(*) FROM (SELECT 1 FROM approval WHERE state = 'pending' LIMIT @most) AS a) AS approvals,
               (SELECT COUNT(*) FROM (SELECT 1 FROM task WHERE closed_at IS NULL LIMIT @most) AS t) AS tasks
        """;

    private const string WaitingForPeople =
        """
        SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM approval WHERE state = 'pending' LIMIT @most) AS a) AS approvals,
               (SELECT COUNT(*) FROM (SELECT 1 FROM task WHERE closed_at IS NULL LIMIT @most) AS t) AS tasks
        """;

    private const string Totals =
        """
        SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM contact LIMIT @most) AS c) AS contacts,
               (SELECT COUNT(*) FROM (SELECT 1 FROM enrollment WHERE state <> 'ended' LIMIT @most) AS e) AS on_the_way
        """;

    private const string Entries =
        """
        SELECT group_name, (first_at - @From) / 86400000000 AS day, COUNT(*) AS contacts
        FROM (SELECT contact_id, MIN(group_name) AS group_name, MIN(entered_at) AS first_at
              FROM enrollment
              WHERE entered_at >= @From AND entered_at < @Until
              GROUP BY contact_id) AS e
        GROUP BY group_name, (first_at - @From) / 86400000000
        """;

    private const string Earned =
        """
        SELECT d.contact_id, d.group_name, (r.occurred_at - @From) / 86400000000 AS day, r.outcome, COUNT(*) AS count
        FROM reward r
        JOIN decision d ON d.id = r.decision_id AND d.stage = 'when'
        WHERE r.occurred_at >= @From AND r.occurred_at < @Until AND d.contact_id IS NOT NULL
            AND EXISTS (SELECT 1 FROM enrollment e WHERE e.contact_id = d.contact_id AND e.entered_at >= @From AND e.entered_at < @Until)
        GROUP BY d.contact_id, d.group_name, (r.occurred_at - @From) / 86400000000, r.outcome
        """;
}
