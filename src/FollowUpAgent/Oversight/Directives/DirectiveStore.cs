using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Oversight.Directives;

/// <summary>The directives' SQL: adds, ends and reads, changes nothing. There are few of them, whatever else grows.</summary>
internal static class DirectiveStore
{
    private const string Columns = "id, person, reason, from_at, until_at, made_at, changes, seen, ended_at, ended_by, end_reason";

    /// <summary>The directives in force at <c>@now</c>, in the order in which they lie over each other; for other rooms to ask with others.</summary>
    public const string InForce =
        $"""
        SELECT {Columns}
        FROM directive
        WHERE from_at <= @now AND (until_at IS NULL OR until_at > @now) AND (ended_at IS NULL OR ended_at > @now)
        ORDER BY made_at, id
        """;

    /// <summary>Adds one.</summary>
    public static Task<int> AddDirectiveAsync(this Session session, Directive directive) => session.ExecuteAsync(Add, directive);

    /// <summary>The directives in force at this moment.</summary>
    public static Task<List<Directive>> FindDirectivesAsync(this Session session, DateTimeOffset now) => session.QueryAsync<Directive>(InForce, new { now });

    /// <summary>The directive with this id, or null.</summary>
    public static Task<Directive?> FindDirectiveAsync(this Session session, DirectiveId id) =>
        session.QuerySingleOrDefaultAsync<Directive>($"SELECT {Columns} FROM directive WHERE id = @id", new { id });

    /// <summary>Those that hold or will, or all that ever were; newest first, after the one that was read last.</summary>
    public static Task<List<Directive>> ListDirectivesAsync(this Session session, DateTimeOffset now, bool all, int most, PageMark? after = null) =>
        session.QueryAsync<Directive>(List, new { now, all, most, (after ?? PageMark.Highest).At, (after ?? PageMark.Highest).Id });

    /// <summary>Ends one that is not over yet.</summary>
    /// <returns>False where it is over, or there is none.</returns>
    public static async Task<bool> EndDirectiveAsync(this Session session, DirectiveId id, string by, string? reason, DateTimeOffset now) =>
        await session.ExecuteAsync(End, new { id, by, reason, now }) == 1;

    private const string Add =
        """
        INSERT INTO directive (id, person, reason, from_at, until_at, made_at, changes, seen)
        VALUES (@Id, @Person, @Reason, @FromAt, @UntilAt, @MadeAt, @Changes, @Seen)
        """;

    private const string List =
        $"""
        SELECT {Columns}
        FROM directive
        WHERE (@all OR (ended_at IS NULL AND (until_at IS NULL OR until_at > @now))) AND (made_at, id) < (@At, @Id)
        ORDER BY made_at DESC, id DESC
        LIMIT @most
        """;

    private const string End =
        """
        UPDATE directive
        SET ended_at = @now, ended_by = @by, end_reason = @reason
        WHERE id = @id AND ended_at IS NULL AND (until_at IS NULL OR until_at > @now)
        """;
}
