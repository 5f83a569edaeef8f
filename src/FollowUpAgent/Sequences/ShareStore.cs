using FollowUpAgent.Storage;

namespace FollowUpAgent.Sequences;

/// <summary>The SQL of how contacts were shared out, and how many fell into each group.</summary>
internal static class ShareStore
{
    private const int Most = 100_000;

    /// <summary>Notes the shares that are in force, where they are others than before.</summary>
    public static Task NoteSharesAsync(this Session session, GroupShares shares, DateTimeOffset now) =>
        session.ExecuteAsync(Note, new { now, unit = UnitOf(shares), shares.Treatment, shares.Control, shares.Baseline, shares.Holdout });

    /// <summary>Since when these shares are in force without a change; null where they never were.</summary>
    public static Task<DateTimeOffset?> FindSharesSinceAsync(this Session session, GroupShares shares) => session.QuerySingleOrDefaultAsync<DateTimeOffset?>(
        $"SELECT since_at FROM group_shares WHERE {InForce}", new { unit = UnitOf(shares), shares.Treatment, shares.Control, shares.Baseline, shares.Holdout });

    /// <summary>How many of those that first entered in this time were drawn into each group, the newest of them: contacts, or companies.</summary>
    public static Task<List<Allotted>> CountAllottedAsync(this Session session, AllotmentUnit unit, DateTimeOffset from, DateTimeOffset until) =>
        session.QueryAsync<Allotted>(Count(unit), new { from, until, Most });

    private static string UnitOf(GroupShares shares) => shares.Unit is AllotmentUnit.Company ? "company" : "contact";

    private const string InForce =
        """
        since_at = (SELECT MAX(g.since_at) FROM group_shares g)
          AND unit = @unit AND treatment = @Treatment AND control = @Control AND baseline = @Baseline AND holdout = @Holdout
        """;

    private const string Note =
        $"""
        INSERT INTO group_shares (since_at, unit, treatment, control, baseline, holdout)
        SELECT CAST(@now AS bigint), @unit, @Treatment, @Control, @Baseline, @Holdout
        WHERE NOT EXISTS (SELECT 1 FROM group_shares WHERE {InForce})
        ON CONFLICT (since_at) DO NOTHING
        """;

    // Who declined profiling is in baseline without a draw. Who entered before was drawn before.
    private static string Count(AllotmentUnit unit) =>
        $"""
        SELECT e.group_name, COUNT(DISTINCT {(unit is AllotmentUnit.Company ? "COALESCE(LOWER(TRIM(p.company)), CAST(e.contact_id AS text))" : "e.contact_id")}) AS count
        FROM (SELECT contact_id, group_name
              FROM enrollment
              WHERE entered_at >= @from AND entered_at < @until
              ORDER BY entered_at DESC
              LIMIT @Most) AS e
        JOIN contact p ON p.id = e.contact_id AND p.profiling
        WHERE NOT EXISTS (SELECT 1 FROM enrollment f WHERE f.contact_id = e.contact_id AND f.entered_at < @from)
        GROUP BY e.group_name
        """;
}

/// <summary>How many fell into a group.</summary>
internal sealed class Allotted
{
    /// <summary>The group as text.</summary>
    public string GroupName { get; set; } = "";

    /// <summary>Contacts, or companies.</summary>
    public long Count { get; set; }
}
