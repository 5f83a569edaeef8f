using FollowUpAgent.Storage;

namespace FollowUpAgent.Scenarios;

/// <summary>The SQL of scenarios: adds and reads, changes nothing. There are few of them, whatever else grows.</summary>
internal static class ScenarioStore
{
    private const string Columns = "id, name, person, reason, assumptions, changes, made_at";

    /// <summary>Adds a scenario.</summary>
    /// <returns>False where the name is taken.</returns>
    public static async Task<bool> AddScenarioAsync(this Session session, Scenario scenario) => await session.ExecuteAsync(
        $"""
        INSERT INTO scenario ({Columns})
        VALUES (@Id, @Name, @Person, @Reason, @Assumptions, @Changes, @MadeAt)
        ON CONFLICT (name) DO NOTHING
        """,
        scenario) == 1;

    /// <summary>The scenario with this name, or null.</summary>
    public static Task<Scenario?> FindScenarioAsync(this Session session, string name) =>
        session.QuerySingleOrDefaultAsync<Scenario>($"SELECT {Columns} FROM scenario WHERE name = @name", new { name });

    /// <summary>All of them, newest first.</summary>
    public static Task<List<Scenario>> ListScenariosAsync(this Session session, int most) =>
        session.QueryAsync<Scenario>($"SELECT {Columns} FROM scenario ORDER BY made_at DESC, id DESC LIMIT @most", new { most });

    /// <summary>Keeps that a scenario became a directive.</summary>
    public static Task AddAdoptionAsync(this Session session, Adoption adoption) => session.ExecuteAsync(
        """
        INSERT INTO adoption (id, scenario_id, directive_id, person, reason, adopted_at, forecasts)
        VALUES (@Id, @ScenarioId, @DirectiveId, @Person, @Reason, @AdoptedAt, @Forecasts)
        """,
        adoption);

    /// <summary>The adoptions of one scenario, or of all; newest first.</summary>
    public static Task<List<Adoption>> FindAdoptionsAsync(this Session session, string? name, int most) => session.QueryAsync<Adoption>(
        """
        SELECT a.id, a.scenario_id, a.directive_id, a.person, a.reason, a.adopted_at, a.forecasts, s.name AS scenario,
               COALESCE(d.ended_at, d.until_at) AS over_at
        FROM adoption a
        JOIN scenario s ON s.id = a.scenario_id
        JOIN directive d ON d.id = a.directive_id
        WHERE COALESCE(@name, s.name) = s.name
        ORDER BY a.adopted_at DESC, a.id DESC
        LIMIT @most
        """,
        new { name, most });

    /// <summary>How many mails each mailbox sent for each sequence on each day.</summary>
    public static Task<List<SentOnDay>> CountSentByDayAsync(this Session session, DateTimeOffset from, DateTimeOffset until) => session.QueryAsync<SentOnDay>(
        """
        SELECT d.sequence, e.sender, c.closed_at / 86400000000 AS day, COUNT(*) AS sends
        FROM closed_round c
        JOIN decision d ON d.id = c.decision_id AND d.stage = 'when'
        JOIN enrollment e ON e.id = d.enrollment_id
        WHERE c.how = 'sent' AND c.closed_at > @from AND c.closed_at <= @until
        GROUP BY d.sequence, e.sender, c.closed_at / 86400000000
        """,
        new { from, until });

    /// <summary>What treatment did in a time, a row a contact: decisions, mails and each outcome that followed.</summary>
    public static Task<List<Happened>> FindHappenedAsync(this Session session, DateTimeOffset from, DateTimeOffset until, DateTimeOffset matured) =>
        session.QueryAsync<Happened>(HappenedSince, new { from, until, matured });

    /// <summary>The outcomes that followed from what treatment decided in a time, by contact and what was known of it.</summary>
    public static Task<List<EarnedBy>> FindEarnedByAsync(this Session session, DateTimeOffset from, DateTimeOffset until, DateTimeOffset matured) =>
        session.QueryAsync<EarnedBy>(EarnedSince, new { from, until, matured });

    private const string Since =
        """
        FROM decision d
        JOIN closed_round c ON c.decision_id = d.id
        """;

    private const string Treated =
        """
        WHERE d.stage = 'when' AND NOT d.erased AND d.group_name = 'treatment' AND d.decided_at >= @from AND d.decided_at < @until
          AND c.how IN ('sent', 'skipped') AND c.closed_at <= @matured
        """;

    private const string HappenedSince =
        $"""
        SELECT d.contact_id, COUNT(*) AS decisions, SUM(CASE WHEN c.how = 'sent' THEN 1 ELSE 0 END) AS sends
        {Since}
        {Treated}
        GROUP BY d.contact_id
        """;

    private const string EarnedSince =
        $"""
        SELECT d.contact_id, r.outcome, d.context, COUNT(DISTINCT d.id) AS times
        {Since}
        JOIN reward r ON r.decision_id = d.id
        {Treated}
        GROUP BY d.contact_id, r.outcome, d.context
        """;
}

/// <summary>The mails of a day.</summary>
internal sealed class SentOnDay
{
    /// <summary>The sequence's key.</summary>
    public string Sequence { get; set; } = "";

    /// <summary>The mailbox.</summary>
    public string Sender { get; set; } = "";

    /// <summary>Days since 1970 (UTC).</summary>
    public long Day { get; set; }

    /// <summary>How many.</summary>
    public long Sends { get; set; }
}

/// <summary>What was decided for a contact.</summary>
internal sealed class Happened
{
    /// <summary>The contact.</summary>
    public Guid ContactId { get; set; }

    /// <summary>Rounds that were carried out.</summary>
    public long Decisions { get; set; }

    /// <summary>Those that were mails.</summary>
    public long Sends { get; set; }
}

/// <summary>What followed for a contact.</summary>
internal sealed class EarnedBy
{
    /// <summary>The contact.</summary>
    public Guid ContactId { get; set; }

    /// <summary>The outcome.</summary>
    public string Outcome { get; set; } = "";

    /// <summary>What was known of the contact.</summary>
    public string Context { get; set; } = "{}";

    /// <summary>From how many decisions.</summary>
    public long Times { get; set; }
}
