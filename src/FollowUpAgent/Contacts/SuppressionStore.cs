using FollowUpAgent.Storage;

namespace FollowUpAgent.Contacts;

/// <summary>The suppression list. Adding is idempotent: the stricter of two entries stays.</summary>
internal static class SuppressionStore
{
    /// <summary>A condition for other rooms' SQL: the contact <c>c</c> is suppressed at <c>@now</c>.</summary>
    public const string ContactIsSuppressed =
        "EXISTS (SELECT 1 FROM suppression s WHERE s.address_key = c.address_key AND (s.until IS NULL OR s.until > @now))";

    /// <summary>Adds an entry; an entry without an end stays without one.</summary>
    public static Task<int> SuppressAsync(this Session session, Suppression suppression) => session.ExecuteAsync(Add, suppression);

    /// <summary>The entry of an address, if it holds at this moment.</summary>
    public static Task<Suppression?> FindSuppressionAsync(this Session session, byte[] addressKey, DateTimeOffset now) =>
        session.QuerySingleOrDefaultAsync<Suppression>(Find, new { addressKey, now });

    /// <summary>Which of these contacts are suppressed at this moment.</summary>
    public static async Task<HashSet<ContactId>> FindSuppressedAsync(this Session session, IEnumerable<ContactId> contacts, DateTimeOffset now) =>
        [.. await session.QueryAsync<ContactId>(
            $"SELECT c.id FROM contact c WHERE {session.Dialect.In("c.id", "ids")} AND {ContactIsSuppressed}",
            new { ids = contacts.Select(c => c.Value).ToArray(), now })];

    /// <summary>The entries of these addresses that hold at this moment, in no order.</summary>
    public static Task<List<Suppression>> FindSuppressionsAsync(this Session session, IEnumerable<byte[]> addressKeys, DateTimeOffset now) =>
        session.QueryManyAsync<Suppression>(FindMany(session.Dialect), addressKeys, now);

    /// <summary>Marks an address as erased on request, whatever entry it had.</summary>
    public static Task<int> SuppressErasedAsync(this Session session, byte[] addressKey, string evidence, DateTimeOffset now) =>
        session.ExecuteAsync(AddErased, new { addressKey, Reason = SuppressionReason.Erased, evidence, now });

    /// <summary>Takes an address off the list.</summary>
    /// <returns>1, or 0 where it was not on it.</returns>
    public static Task<int> UnsuppressAsync(this Session session, byte[] addressKey) =>
        session.ExecuteAsync("DELETE FROM suppression WHERE address_key = @addressKey", new { addressKey });

    private const string Add =
        """
        INSERT INTO suppression AS mine (address_key, reason, evidence, since, until)
        VALUES (@AddressKey, @Reason, @Evidence, @Since, @Until)
        ON CONFLICT (address_key) DO UPDATE
        SET reason = excluded.reason, evidence = excluded.evidence, until = excluded.until
        WHERE mine.until IS NOT NULL AND (excluded.until IS NULL OR excluded.until > mine.until)
        """;

    private const string Find =
        """
        SELECT address_key, reason, evidence, since, until
        FROM suppression
        WHERE address_key = @addressKey AND (until IS NULL OR until > @now)
        """;

    private static string FindMany(Dialect dialect) =>
        $"""
        SELECT address_key, reason, evidence, since, until
        FROM suppression
        WHERE {dialect.InKeys("address_key", "keys")} AND (until IS NULL OR until > @now)
        """;

    private const string AddErased =
        """
        INSERT INTO suppression (address_key, reason, evidence, since, until)
        VALUES (@addressKey, @Reason, @evidence, @now, NULL)
        ON CONFLICT (address_key) DO UPDATE
        SET reason = excluded.reason, evidence = excluded.evidence, until = NULL
        """;
}
