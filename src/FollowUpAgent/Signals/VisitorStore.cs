using FollowUpAgent.Contacts;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Signals;

/// <summary>A browser that is recognised with its user's consent.</summary>
internal sealed class Visitor
{
    /// <summary>HMAC of the number that the browser keeps.</summary>
    public byte[] VisitorKey { get; set; } = [];

    /// <summary>Whose it is; null where it must name nobody.</summary>
    public ContactId? ContactId { get; set; }
}

/// <summary>A visit of a browser that is nobody's yet.</summary>
/// <param name="Id">Its id, and that of the signal it may become.</param>
/// <param name="VisitorKey">The browser.</param>
/// <param name="Name">The group of the page, or null.</param>
/// <param name="OccurredAt">When.</param>
internal sealed record AnonymousVisit(Guid Id, byte[] VisitorKey, string? Name, DateTimeOffset OccurredAt);

/// <summary>The SQL of recognised browsers.</summary>
internal static class VisitorStore
{
    private const int MostOfVisitor = 200;

    /// <summary>The browsers with these keys that are somebody's, or must be nobody's.</summary>
    public static Task<List<Visitor>> FindVisitorsAsync(this Session session, IEnumerable<byte[]> keys) =>
        session.QueryManyAsync<Visitor>($"SELECT visitor_key, contact_id FROM visitor WHERE {session.Dialect.InKeys("visitor_key", "keys")}", keys);

    /// <summary>Says whose a browser is. One that was another's is shared: from now on it names nobody by itself.</summary>
    public static Task<int> LinkVisitorAsync(this Session session, byte[] key, ContactId contact, DateTimeOffset now) => session.ExecuteAsync(
        """
        INSERT INTO visitor (visitor_key, contact_id, linked_at)
        VALUES (@key, @contact, @now)
        ON CONFLICT (visitor_key) DO UPDATE SET contact_id = NULL WHERE visitor.contact_id <> excluded.contact_id
        """,
        new { key, contact, now });

    /// <summary>Keeps visits of browsers that are nobody's yet; of one browser a bounded number.</summary>
    public static Task<IReadOnlyList<int>> AddAnonymousVisitsAsync(this Session session, IReadOnlyList<AnonymousVisit> visits) => session.ExecuteEachAsync(AddVisit, visits);

    /// <summary>Takes out what a browser visited before.</summary>
    public static async Task<IReadOnlyList<AnonymousVisit>> TakeAnonymousVisitsAsync(this Session session, byte[] key) =>
        [.. (await session.QueryAsync<VisitRow>("DELETE FROM anonymous_visit WHERE visitor_key = @key RETURNING id, name, occurred_at", new { key }))
            .Select(r => new AnonymousVisit(r.Id, key, r.Name, r.OccurredAt))];

    /// <summary>Forgets a browser whose user takes the consent back.</summary>
    public static async Task ForgetVisitorAsync(this Session session, byte[] key)
    {
        await session.ExecuteAsync("DELETE FROM anonymous_visit WHERE visitor_key = @key", new { key });
        await session.ExecuteAsync("DELETE FROM visitor WHERE visitor_key = @key", new { key });
    }

    /// <summary>Deletes visits that nobody was found for, some at a time.</summary>
    public static Task<int> DeleteAnonymousVisitsAsync(this Session session, DateTimeOffset before, int most) => session.ExecuteAsync(
        "DELETE FROM anonymous_visit WHERE id IN (SELECT id FROM anonymous_visit WHERE occurred_at < @before LIMIT @most)", new { before, most });

    /// <summary>Deletes browsers that were linked long ago, some at a time.</summary>
    public static Task<int> DeleteVisitorsAsync(this Session session, DateTimeOffset before, int most) => session.ExecuteAsync(
        "DELETE FROM visitor WHERE visitor_key IN (SELECT visitor_key FROM visitor WHERE linked_at < @before LIMIT @most)", new { before, most });

    private static readonly string AddVisit =
        $"""
        INSERT INTO anonymous_visit (id, visitor_key, name, occurred_at)
        SELECT @Id, @VisitorKey, @Name, @OccurredAt
        WHERE (SELECT COUNT(*) FROM anonymous_visit WHERE visitor_key = @VisitorKey) < {MostOfVisitor}
        ON CONFLICT (id) DO NOTHING
        """;

    private sealed class VisitRow
    {
        public Guid Id { get; set; }

        public string? Name { get; set; }

        public DateTimeOffset OccurredAt { get; set; }
    }
}
