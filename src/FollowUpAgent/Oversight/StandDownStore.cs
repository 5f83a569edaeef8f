using FollowUpAgent.Contacts;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Oversight;

/// <summary>The SQL of what holds mails back.</summary>
internal static class StandDownStore
{
    /// <summary>A condition for other rooms' SQL: something holds mails to the contact <c>c</c> back at <c>@now</c>, at least of some sequence.</summary>
    public const string ContactStandsDown =
        """
        (EXISTS (SELECT 1 FROM task t WHERE t.contact_id = c.id AND t.closed_at IS NULL)
            OR EXISTS (SELECT 1 FROM quiet_time t WHERE t.contact_id = c.id AND t.until > @now))
        """;

    /// <summary>What holds mails to these contacts back; who is missing may be mailed.</summary>
    public static async Task<Dictionary<ContactId, StandDown>> FindStandDownsAsync(this Session session, IEnumerable<ContactId> contacts, DateTimeOffset now)
    {
        var rows = await session.QueryAsync<Row>(Find(session.Dialect), new { ids = contacts.Select(c => c.Value).ToArray(), now });
        return rows.GroupBy(r => r.ContactId).ToDictionary(
            c => c.Key, c => new StandDown(c.Any(r => r.Cause is null), UntilOf(c, QuietCause.Answered), UntilOf(c, QuietCause.Away)));
    }

    /// <summary>Leaves a contact in quiet until this moment, or a later one that was noted before.</summary>
    public static Task<int> NoteQuietAsync(this Session session, ContactId contact, string cause, DateTimeOffset until, DateTimeOffset now, string? by = null) =>
        session.ExecuteAsync(Note, new { contact, cause, until, now, by });

    /// <summary>Ends the quiet that a person's answer brought.</summary>
    public static Task<int> EndQuietAsync(this Session session, ContactId contact, string cause) =>
        session.ExecuteAsync("DELETE FROM quiet_time WHERE contact_id = @contact AND cause = @cause", new { contact, cause });

    private static DateTimeOffset? UntilOf(IEnumerable<Row> rows, string cause) => rows.FirstOrDefault(r => r.Cause == cause)?.Until;

    private static string Find(Dialect dialect) =>
        $"""
        SELECT contact_id, NULL AS cause, NULL AS until
        FROM task
        WHERE {dialect.In("contact_id", "ids")} AND closed_at IS NULL
        UNION ALL
        SELECT contact_id, cause, until
        FROM quiet_time
        WHERE {dialect.In("contact_id", "ids")} AND until > @now
        """;

    private const string Note =
        """
        INSERT INTO quiet_time AS mine (contact_id, cause, until, since, noted_by)
        VALUES (@contact, @cause, @until, @now, @by)
        ON CONFLICT (contact_id, cause) DO UPDATE
        SET until = excluded.until, since = excluded.since, noted_by = excluded.noted_by
        WHERE mine.until < excluded.until
        """;

    private sealed class Row
    {
        public ContactId ContactId { get; set; }

        public string? Cause { get; set; }

        public DateTimeOffset? Until { get; set; }
    }
}
