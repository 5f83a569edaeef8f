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
}
