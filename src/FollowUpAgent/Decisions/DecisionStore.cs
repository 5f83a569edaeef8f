using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Decisions;

/// <summary>The ledger's SQL: adds and reads, changes nothing.</summary>
internal static class DecisionStore
{
    private const string Columns =
        """
        id, stage, enrollment_id, contact_id, sequence, step, round, group_name, decided_at, snapshot_id, seed, context, actions,
        forecasts, propensities, chosen, propensity, rules, configuration, settings, erased
        """;

    /// <summary>Adds a row; a stage that is decided already stays as it is.</summary>
    /// <returns>True if it was added.</returns>
    public static async Task<bool> AddDecisionAsync(this Session session, Decision decision) =>
        await session.ExecuteAsync(Add, decision) == 1;

    /// <summary>Adds many rows; a stage that is decided already stays as it is.</summary>
    /// <returns>How many were added.</returns>
    public static async Task<int> AddDecisionsAsync(this Session session, IReadOnlyList<Decision> decisions) =>
        (await session.ExecuteEachAsync(Add, decisions)).Sum();

    /// <summary>The next rows of the ledger after this one, in the order of decisions and their stages.</summary>
    public static Task<List<Decision>> ReadDecisionsAsync(this Session session, DecisionId after, string stage, int most) => session.QueryAsync<Decision>(
        $"SELECT {Columns} FROM decision WHERE (id, stage) > (@after, @stage) ORDER BY id, stage LIMIT @most", new { after, stage, most });

    /// <summary>The next rows of the ledger after this one in the order of time, of those that were decided before a moment.</summary>
    public static Task<List<Decision>> ReadDecisionsAsync(this Session session, Decision after, DateTimeOffset until, int most) => session.QueryAsync<Decision>(
        $"""
        SELECT {Columns}
        FROM decision
        WHERE decided_at >= @DecidedAt AND decided_at < @until AND (decided_at, id, stage) > (@DecidedAt, @Id, @Stage)
        ORDER BY decided_at, id, stage
        LIMIT @most
        """,
        new { after.DecidedAt, after.Id, after.Stage, until, most });

    /// <summary>Closes many rounds, as <see cref="CloseRoundAsync"/> does one.</summary>
    public static Task CloseRoundsAsync(this Session session, IEnumerable<(DecisionId Id, RoundEnd How, string? Reason)> rounds, DateTimeOffset at) =>
        session.ExecuteEachAsync(Close, [.. rounds.Select(r => new { decision = r.Id, how = r.How.ToText(), reason = r.Reason, at })]);

    /// <summary>Closes a round; a closed one stays as it is.</summary>
    /// <returns>1, or 0 where it was closed before: whoever closes it moves the enrollment on.</returns>
    public static Task<int> CloseRoundAsync(this Session session, DecisionId decision, RoundEnd how, string? reason, DateTimeOffset at) =>
        session.ExecuteAsync(Close, new { decision, how = how.ToText(), reason, at });

    /// <summary>The statement that closes a round, to be run with others: one row, or none where it was closed before.</summary>
    public static Statement ClosingOf(DecisionId decision, RoundEnd how, string? reason, DateTimeOffset at) =>
        new(Close, new { decision, how = how.ToText(), reason, at });

    /// <summary>The rows of one decision, when before which.</summary>
    public static Task<List<Decision>> FindDecisionAsync(this Session session, DecisionId id) =>
        session.QueryAsync<Decision>($"SELECT {Columns} FROM decision WHERE id = @id ORDER BY stage", new { id });

    /// <summary>The rows of these decisions, in no order.</summary>
    public static Task<List<Decision>> FindDecisionsAsync(this Session session, IEnumerable<DecisionId> ids) => session.QueryAsync<Decision>(
        $"SELECT {Columns} FROM decision WHERE {session.Dialect.In("id", "ids")}", new { ids = ids.Select(i => i.Value).ToArray() });

    /// <summary>The row of one stage of one round, or null.</summary>
    public static Task<Decision?> FindDecisionAsync(this Session session, EnrollmentId enrollment, string step, int round, string stage) =>
        session.QuerySingleOrDefaultAsync<Decision>(
            $"""
            SELECT {Columns}
            FROM decision
            WHERE enrollment_id = @enrollment AND step = @step AND round = @round AND stage = @stage
            """,
            new { enrollment, step, round, stage });

    /// <summary>The ids of the when-rows of these enrollments at their present step and round, by enrollment.</summary>
    public static async Task<Dictionary<EnrollmentId, Decision>> FindOpenRoundsAsync(this Session session, IEnumerable<EnrollmentId> enrollments) =>
        (await session.QueryAsync<Decision>(
            OpenRounds(session.Dialect), new { ids = enrollments.Select(e => e.Value).ToArray() })).ToDictionary(d => d.EnrollmentId);

    /// <summary>All rows about a contact, oldest first.</summary>
    public static Task<List<Decision>> FindDecisionsAsync(this Session session, ContactId contact) =>
        session.QueryAsync<Decision>($"SELECT {Columns} FROM decision WHERE contact_id = @contact ORDER BY decided_at, stage", new { contact });

    /// <summary>All rows of a contact's newest decisions, oldest first.</summary>
    public static Task<List<Decision>> FindNewestDecisionsAsync(this Session session, ContactId contact, int limit) =>
        session.QueryAsync<Decision>(Newest, new { contact, limit });

    /// <summary>The when-rows about a contact, newest first, after the one that was read last.</summary>
    public static Task<List<Decision>> ListDecisionsAsync(this Session session, ContactId contact, PageMark after, int most) =>
        session.QueryAsync<Decision>(List("contact_id = @contact"), new { contact, after.At, after.Id, most });

    /// <summary>The when-rows of a sequence, newest first, after the one that was read last.</summary>
    public static Task<List<Decision>> ListDecisionsAsync(this Session session, string sequence, PageMark after, int most) =>
        session.QueryAsync<Decision>(List("sequence = @sequence"), new { sequence, after.At, after.Id, most });

    /// <summary>How many decisions there are about a contact.</summary>
    public static Task<long> CountDecisionsAsync(this Session session, ContactId contact) =>
        session.QueryValueAsync<long>("SELECT COUNT(*) FROM decision WHERE contact_id = @contact AND stage = 'when'", new { contact });

    /// <summary>How these decisions' rounds ended; those that are still open are missing.</summary>
    public static async Task<Dictionary<DecisionId, ClosedRound>> FindClosedRoundsAsync(this Session session, IEnumerable<DecisionId> decisions) =>
        (await session.QueryAsync<ClosedRound>(
            $"SELECT decision_id, how, reason, closed_at FROM closed_round WHERE {session.Dialect.In("decision_id", "ids")}",
            new { ids = decisions.Select(d => d.Value).ToArray() })).ToDictionary(r => r.DecisionId);

    /// <summary>Blanks what could lead to the person; keeps what the statistics need.</summary>
    public static Task<int> EraseDecisionsAsync(this Session session, ContactId contact) => session.ExecuteAsync(Erase, new { contact });

    /// <summary>The text form of how a round ended.</summary>
    public static string ToText(this RoundEnd how) => how switch
    {
        RoundEnd.Sent => "sent",
        RoundEnd.Skipped => "skipped",
        RoundEnd.Lapsed => "lapsed",
        RoundEnd.Stopped => "stopped",
        _ => throw new ArgumentOutOfRangeException(nameof(how), how, "No such end of a round."),
    };

    private static string List(string whose) =>
        $"""
        SELECT {Columns}
        FROM decision
        WHERE {whose} AND stage = 'when' AND (decided_at, id) < (@At, @Id)
        ORDER BY decided_at DESC, id DESC
        LIMIT @most
        """;

    private static string OpenRounds(Dialect dialect) =>
        $"""
        SELECT d.id, d.stage, d.enrollment_id, d.contact_id, d.sequence, d.step, d.round, d.group_name, d.decided_at, d.snapshot_id, d.seed,
               d.context, d.actions, d.forecasts, d.propensities, d.chosen, d.propensity, d.rules, d.configuration, d.settings, d.erased
        FROM enrollment e
        JOIN decision d ON d.enrollment_id = e.id AND d.step = e.step AND d.round = e.round AND d.stage = 'when'
        WHERE {dialect.In("e.id", "ids")}
        """;

    private const string Add =
        $"""
        INSERT INTO decision ({Columns})
        VALUES (@Id, @Stage, @EnrollmentId, @ContactId, @Sequence, @Step, @Round, @GroupName, @DecidedAt, @SnapshotId, @Seed, @Context, @Actions,
                @Forecasts, @Propensities, @Chosen, @Propensity, @Rules, @Configuration, @Settings, @Erased)
        ON CONFLICT DO NOTHING
        """;

    // Each decision begins with its when-row.
    private const string Newest =
        $"""
        SELECT {Columns}
        FROM decision
        WHERE id IN (
            SELECT id
            FROM decision
            WHERE contact_id = @contact AND stage = 'when'
            ORDER BY decided_at DESC, id DESC
            LIMIT @limit)
        ORDER BY decided_at, stage
        """;

    private const string Close =
        """
        INSERT INTO closed_round (decision_id, how, reason, closed_at)
        VALUES (@decision, @how, @reason, @at)
        ON CONFLICT (decision_id) DO NOTHING
        """;

    private const string Erase =
        """
        UPDATE decision
        SET erased = true, contact_id = NULL, seed = 0, context = '{}', forecasts = NULL, rules = '[]',
            decided_at = decided_at - decided_at % 86400000000
        WHERE contact_id = @contact
        """;
}
