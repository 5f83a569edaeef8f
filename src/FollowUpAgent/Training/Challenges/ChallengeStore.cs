using FollowUpAgent.Storage;

namespace FollowUpAgent.Training.Challenges;

/// <summary>The SQL of challengers and what the gate said of them.</summary>
internal static class ChallengeStore
{
    private const string ChallengerColumns =
        "id, stage, recipe, champion, changes, made_at, since_at, content, champion_content, context_free_content";

    private const string JudgementColumns =
        "id, challenger_id, judged_at, state, verdict, reason, more_sends, decisions, value, champion_value, figures";

    /// <summary>Keeps a challenger.</summary>
    public static Task AddChallengerAsync(this Session session, Challenger challenger) => session.ExecuteAsync(
        $"""
        INSERT INTO challenger ({ChallengerColumns})
        VALUES (@Id, @Stage, @Recipe, @Champion, @Changes, @MadeAt, @SinceAt, @Content, @ChampionContent, @ContextFreeContent)
        """,
        challenger);

    /// <summary>Keeps what the gate said.</summary>
    public static Task AddJudgementAsync(this Session session, Judgement judgement) => session.ExecuteAsync(
        $"""
        INSERT INTO judgement ({JudgementColumns})
        VALUES (@Id, @ChallengerId, @JudgedAt, @State, @Verdict, @Reason, @MoreSends, @Decisions, @Value, @ChampionValue, @Figures)
        """,
        judgement);

    /// <summary>The newest challenger, without what it learned; or null.</summary>
    public static Task<Challenger?> FindNewestChallengerAsync(this Session session) => session.QuerySingleOrDefaultAsync<Challenger>(
        "SELECT id, stage, recipe, champion, changes, made_at, since_at FROM challenger ORDER BY made_at DESC, id DESC LIMIT 1");

    /// <summary>The challenger with this id and all that it learned.</summary>
    public static Task<Challenger> FindChallengerAsync(this Session session, Guid id) =>
        session.QueryValueAsync<Challenger>($"SELECT {ChallengerColumns} FROM challenger WHERE id = @id", new { id });

    /// <summary>The newest judgement of a challenger, or null.</summary>
    public static Task<Judgement?> FindLastJudgementAsync(this Session session, Guid challenger) => session.QuerySingleOrDefaultAsync<Judgement>(
        $"{SelectJudgements} WHERE j.challenger_id = @challenger ORDER BY j.judged_at DESC, j.id DESC LIMIT 1", new { challenger });

    /// <summary>What the gate said from then until then, oldest first.</summary>
    public static Task<List<Judgement>> FindJudgementsAsync(this Session session, DateTimeOffset from, DateTimeOffset until) => session.QueryAsync<Judgement>(
        $"{SelectJudgements} WHERE j.judged_at >= @from AND j.judged_at < @until ORDER BY j.judged_at, j.id", new { from, until });

    private const string SelectJudgements =
        """
        SELECT j.id, j.challenger_id, j.judged_at, j.state, j.verdict, j.reason, j.more_sends, j.decisions, j.value, j.champion_value, j.figures,
               c.changes
        FROM judgement j
        JOIN challenger c ON c.id = j.challenger_id
        """;
}
