using FollowUpAgent.Storage;

namespace FollowUpAgent.Scenarios.Goals;

/// <summary>The SQL of goals: counts over stretches of time, never over the history. Decisions are rounds that were carried out, as mail or as skip.</summary>
internal static class GoalStore
{
    // Enough for the shape of the delays.
    private const int MostDelays = 5_000;

    /// <summary>How often an outcome happened.</summary>
    public static Task<long> CountRewardsAsync(this Session session, string outcome, DateTimeOffset from, DateTimeOffset until) => session.QueryValueAsync<long>(
        "SELECT COUNT(*) FROM reward WHERE occurred_at >= @from AND occurred_at < @until AND outcome = @outcome", new { outcome, from, until });

    /// <summary>How many decisions were carried out, how many of them as mails, and since when.</summary>
    public static Task<Carried> CountCarriedOutAsync(this Session session, DateTimeOffset from, DateTimeOffset until) =>
        session.QueryValueAsync<Carried>(CountCarriedOut, new { from, until });

    /// <summary>How often an outcome followed from the decisions of this time.</summary>
    public static Task<long> CountEarnedAsync(this Session session, string outcome, DateTimeOffset from, DateTimeOffset until) =>
        session.QueryValueAsync<long>(CountEarned, new { outcome, from, until });

    /// <summary>How long it took from decisions of this time to the outcome, in microseconds, ascending.</summary>
    public static async Task<IReadOnlyList<long>> FindDelaysAsync(this Session session, string outcome, DateTimeOffset from, DateTimeOffset until) =>
        [.. (await session.QueryAsync<long>(Delays, new { outcome, from, until, MostDelays })).Order()];

    /// <summary>How many decisions were carried out on each day since.</summary>
    public static Task<List<Day>> CountByDayAsync(this Session session, DateTimeOffset from, DateTimeOffset until) => session.QueryAsync<Day>(ByDay, new { from, until });

    /// <summary>How many contacts stand at each step.</summary>
    public static Task<List<Standing>> CountStandingAsync(this Session session) => session.QueryAsync<Standing>(
        "SELECT sequence, step, COUNT(*) AS enrollments FROM enrollment WHERE state <> 'ended' GROUP BY sequence, step");

    private const string CarriedOut = "c.how IN ('sent', 'skipped') AND c.closed_at >= @from AND c.closed_at < @until";

    private const string CountCarriedOut =
        $"""
        SELECT COUNT(*) AS decisions, COALESCE(SUM(CASE WHEN c.how = 'sent' THEN 1 ELSE 0 END), 0) AS sends, MIN(c.closed_at) AS since
        FROM closed_round c
        WHERE {CarriedOut}
        """;

    private const string CountEarned =
        $"""
        SELECT COUNT(*)
        FROM closed_round c
        JOIN reward r ON r.decision_id = c.decision_id AND r.outcome = @outcome
        WHERE {CarriedOut}
        """;

    private const string Delays =
        $"""
        SELECT r.occurred_at - c.closed_at
        FROM closed_round c
        JOIN reward r ON r.decision_id = c.decision_id AND r.outcome = @outcome
        WHERE {CarriedOut}
        ORDER BY c.closed_at DESC
        LIMIT @MostDelays
        """;

    private const string ByDay =
        $"""
        SELECT c.closed_at / 86400000000 AS number, COUNT(*) AS decisions
        FROM closed_round c
        WHERE {CarriedOut}
        GROUP BY c.closed_at / 86400000000
        """;
}

/// <summary>How many decisions were carried out.</summary>
internal sealed class Carried
{
    /// <summary>All.</summary>
    public long Decisions { get; set; }

    /// <summary>Those that were mails.</summary>
    public long Sends { get; set; }

    /// <summary>The first of them, or null.</summary>
    public DateTimeOffset? Since { get; set; }
}

/// <summary>The decisions of one day.</summary>
internal sealed class Day
{
    /// <summary>Days since 1970 (UTC).</summary>
    public long Number { get; set; }

    /// <summary>How many were carried out.</summary>
    public long Decisions { get; set; }

    /// <summary>Its middle.</summary>
    public DateTimeOffset Noon => DateTimeOffset.UnixEpoch.AddDays(Number + 0.5);
}

/// <summary>How many contacts stand at a step.</summary>
internal sealed class Standing
{
    /// <summary>The sequence's key.</summary>
    public string Sequence { get; set; } = "";

    /// <summary>The step's key.</summary>
    public string Step { get; set; } = "";

    /// <summary>How many.</summary>
    public long Enrollments { get; set; }
}
