using FollowUpAgent.Decisions;
using FollowUpAgent.Rewards;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Training.Calibrating;

/// <summary>The SQL of forecasts, of what came of them, and of the watches. Each query reads a stretch of time by an index.</summary>
internal static class CalibrationStore
{
    /// <summary>Until when mails were forecast; null before the first time, or where all of it has been judged.</summary>
    public static Task<DateTimeOffset?> FindLastForecastAsync(this Session session) =>
        session.QuerySingleOrDefaultAsync<DateTimeOffset?>("SELECT MAX(until_at) FROM forecast");

    /// <summary>Mails that were sent after then and until then, of the groups in which variants are drawn.</summary>
    public static Task<List<CarriedOut>> ReadSentAsync(this Session session, DateTimeOffset from, DateTimeOffset until) =>
        session.QueryAsync<CarriedOut>(Sent, new { from, until });

    /// <summary>Keeps forecasts.</summary>
    public static Task AddForecastsAsync(this Session session, IReadOnlyList<Forecast> forecasts) => session.ExecuteEachAsync(Add, forecasts);

    /// <summary>The forecasts of mails that were sent by then, oldest first.</summary>
    public static Task<List<Forecast>> FindForecastsAsync(this Session session, string outcome, DateTimeOffset until) => session.QueryAsync<Forecast>(
        """
        SELECT outcome, until_at, sequence, step, version, from_at, sent, expected
        FROM forecast
        WHERE outcome = @outcome AND until_at <= @until
        ORDER BY until_at, sequence, step, version
        """,
        new { outcome, until });

    /// <summary>The watches of an outcome.</summary>
    public static Task<List<WatchedVariant>> FindWatchesAsync(this Session session, string outcome) => session.QueryAsync<WatchedVariant>(
        """
        SELECT sequence, step, version, outcome, up, down, up_since, down_since, expected, happened
        FROM drift_watch
        WHERE outcome = @outcome
        """,
        new { outcome });

    /// <summary>What came of the mails that were forecast.</summary>
    public static async Task<List<Cohort>> CountCohortsAsync(this Session session, string outcome, IEnumerable<Forecast> forecasts)
    {
        var sees = outcome == OutcomeCatalog.Click && await session.IsEarnedWithoutTrackingAsync(outcome) ? "TRUE" : Observability.Condition(outcome);
        var cohorts = new List<Cohort>();
        foreach (var (from, until) in forecasts.Select(f => (f.FromAt, f.UntilAt)).Distinct())
        {
            cohorts.AddRange((await session.QueryAsync<Cohort>(Counts(sees), new { outcome, from, until })).Select(c => c with { UntilAt = until }));
        }

        return cohorts;
    }

    /// <summary>Keeps where the watches stand and what they raised, and drops the forecasts that are judged.</summary>
    public static async Task SettleAsync(
        this Session session, string outcome, DateTimeOffset until, IReadOnlyList<WatchedVariant> watches, IReadOnlyList<DriftAlarm> alarms)
    {
        await session.ExecuteEachAsync(Move, watches);
        await session.AddAlarmsAsync(alarms);
        await session.ExecuteAsync("DELETE FROM forecast WHERE outcome = @outcome AND until_at <= @until", new { outcome, until });
    }

    private const string SentOf =
        """
        FROM closed_round c
        JOIN decision d ON d.id = c.decision_id AND d.stage = 'when'
        JOIN decision w ON w.id = c.decision_id AND w.stage = 'which'
        WHERE c.closed_at > @from AND c.closed_at <= @until AND c.how = 'sent' AND NOT d.erased AND d.group_name IN ('treatment', 'control')
        """;

    private const string Sent =
        $"""
        SELECT d.id, d.sequence, d.step, d.chosen AS slot, w.chosen AS version, w.context, c.closed_at
        {SentOf}
        """;

    private static string Counts(string sees) =>
        $"""
        SELECT d.sequence, d.step, w.chosen AS version, COUNT(*) AS seen,
               SUM(CASE WHEN EXISTS (SELECT 1 FROM reward r WHERE r.decision_id = d.id AND r.outcome = @outcome) THEN 1 ELSE 0 END) AS happened
        {SentOf} AND {sees}
        GROUP BY d.sequence, d.step, w.chosen
        """;

    private const string Add =
        """
        INSERT INTO forecast (outcome, until_at, sequence, step, version, from_at, sent, expected)
        VALUES (@Outcome, @UntilAt, @Sequence, @Step, @Version, @FromAt, @Sent, @Expected)
        ON CONFLICT DO NOTHING
        """;

    private const string Move =
        """
        INSERT INTO drift_watch (sequence, step, version, outcome, up, down, up_since, down_since, expected, happened)
        VALUES (@Sequence, @Step, @Version, @Outcome, @Up, @Down, @UpSince, @DownSince, @Expected, @Happened)
        ON CONFLICT (sequence, step, version, outcome) DO UPDATE
        SET up = excluded.up, down = excluded.down, up_since = excluded.up_since, down_since = excluded.down_since,
            expected = excluded.expected, happened = excluded.happened
        """;
}
