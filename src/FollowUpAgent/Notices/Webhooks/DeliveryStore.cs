using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Notices.Webhooks;

/// <summary>The SQL of deliveries.</summary>
internal static class DeliveryStore
{
    private const string Columns = "id, endpoint, kind, contact_id, body, made_at, state, tries, due_at, settled_at, answer";

    /// <summary>Adds deliveries; one that is there already stays as it is.</summary>
    public static Task<int> AddDeliveriesAsync(this Session session, IEnumerable<WebhookDelivery> deliveries) => session.InsertManyAsync(new BulkRows(
        "webhook_delivery",
        ["id", "endpoint", "kind", "contact_id", "body", "made_at", "state", "tries", "due_at", "lease_until"],
        [
            .. deliveries.OrderBy(d => d.Id.Value).Select(d => new object?[]
            {
                d.Id.Value, d.Endpoint, d.Kind, d.ContactId?.Value, d.Body, Micros.From(d.MadeAt), d.State, d.Tries, Micros.From(d.DueAt), 0L,
            }),
        ]));

    /// <summary>How many wait for an endpoint; counted up to a limit.</summary>
    public static Task<int> CountWaitingAsync(this Session session, string endpoint, int most) => session.QueryValueAsync<int>(
        "SELECT COUNT(*) FROM (SELECT 1 FROM webhook_delivery WHERE endpoint = @endpoint AND state = 'waiting' LIMIT @most) AS q", new { endpoint, most });

    /// <summary>Whether one is due for an endpoint that is not gone.</summary>
    public static Task<bool> HasDueAsync(this Session session, string endpoint, DateTimeOffset now) =>
        session.QueryValueAsync<bool>(
            $"""
            SELECT EXISTS (SELECT 1 FROM webhook_delivery WHERE {Due(session.Dialect)})
               AND NOT EXISTS (SELECT 1 FROM webhook_endpoint WHERE endpoint = @endpoint AND gone_at IS NOT NULL)
            """,
            new { endpoint, now });

    /// <summary>Takes what is due for an endpoint, longest due first, and counts the try.</summary>
    public static Task<List<WebhookDelivery>> ClaimDueAsync(this Session session, string endpoint, DateTimeOffset now, int most, TimeSpan lease) =>
        session.QueryAsync<WebhookDelivery>(Claim(session.Dialect), new { endpoint, now, most, Lease = lease.Ticks / TimeSpan.TicksPerMicrosecond });

    /// <summary>Notes how a try ended, if it was the last that was begun.</summary>
    public static Task<int> NoteTryAsync(this Session session, WebhookDelivery after) => session.ExecuteAsync(Note, after);

    /// <summary>Sends it again from the first try on, whatever became of it. It keeps its id.</summary>
    public static async Task<bool> ResendAsync(this Session session, DeliveryId id, DateTimeOffset now) =>
        await session.ExecuteAsync($"{Again} WHERE id = @id", new { id, now }) == 1;

    /// <summary>The same of all that were made for an endpoint since then; of those that wait already only the time is moved up.</summary>
    public static Task<int> ResendAsync(this Session session, string endpoint, DateTimeOffset since, bool onlyFailed, DateTimeOffset now) => session.ExecuteAsync(
        $"{Again} WHERE made_at >= @since AND endpoint = @endpoint {(onlyFailed ? "AND state = 'failed'" : "")}", new { endpoint, since, now });

    /// <summary>The delivery with this id, or null.</summary>
    public static Task<WebhookDelivery?> FindDeliveryAsync(this Session session, DeliveryId id) =>
        session.QuerySingleOrDefaultAsync<WebhookDelivery>($"SELECT {Columns} FROM webhook_delivery WHERE id = @id", new { id });

    /// <summary>Deliveries, newest first; after the one that was read last.</summary>
    public static Task<List<WebhookDelivery>> ListDeliveriesAsync(this Session session, bool onlyFailed, string? endpoint, int most, PageMark? after = null)
    {
        var (at, id) = after ?? PageMark.Highest;
        return session.QueryAsync<WebhookDelivery>(
            $"""
            SELECT {Columns}
            FROM webhook_delivery
            WHERE (made_at, id) < (@at, @id) {(onlyFailed ? "AND state = 'failed'" : "")} {(endpoint is null ? "" : "AND endpoint = @endpoint")}
            ORDER BY made_at DESC, id DESC
            LIMIT @most
            """,
            new { endpoint, most, at, id });
    }

    /// <summary>How many were given up since then; counted up to a limit.</summary>
    public static Task<int> CountGivenUpAsync(this Session session, DateTimeOffset since, int most) => session.QueryValueAsync<int>(
        "SELECT COUNT(*) FROM (SELECT 1 FROM webhook_delivery WHERE state = 'failed' AND made_at >= @since LIMIT @most) AS q", new { since, most });

    /// <summary>All about a contact, oldest first.</summary>
    public static Task<List<WebhookDelivery>> FindDeliveriesAsync(this Session session, ContactId contact) => session.QueryAsync<WebhookDelivery>(
        $"SELECT {Columns} FROM webhook_delivery WHERE contact_id = @contact ORDER BY made_at, id", new { contact });

    /// <summary>Deletes all about a contact, told or not.</summary>
    public static async Task<int> EraseDeliveriesAsync(this Session session, ContactId contact) =>
        await session.ExecuteAsync("DELETE FROM webhook_delivery WHERE contact_id = @contact", new { contact })
        + await session.ExecuteAsync("DELETE FROM webhook_news WHERE contact_id = @contact", new { contact });

    /// <summary>Deletes those that were made before this moment.</summary>
    public static Task<int> DeleteDeliveriesAsync(this Session session, DateTimeOffset before, int most) => session.ExecuteAsync(
        "DELETE FROM webhook_delivery WHERE id IN (SELECT id FROM webhook_delivery WHERE made_at < @before ORDER BY made_at LIMIT @most)", new { before, most });

    private const string Again = "UPDATE webhook_delivery SET state = 'waiting', tries = 0, due_at = @now, settled_at = NULL, answer = NULL";

    private const string Note =
        """
        UPDATE webhook_delivery
        SET state = @State, due_at = @DueAt, settled_at = @SettledAt, answer = @Answer, lease_until = 0
        WHERE id = @Id AND tries = @Tries AND state = 'waiting'
        """;

    // A worker that dies between the answer and its note leaves the lease behind: the same id is sent once more.
    internal static string Claim(Dialect dialect) =>
        $"""
        WITH q AS (
            SELECT id AS claimed_id
            FROM webhook_delivery
            WHERE {Due(dialect)}
            ORDER BY due_at
            LIMIT @most
            {dialect.SkipLocked})
        UPDATE webhook_delivery AS d
        SET tries = d.tries + 1, lease_until = {dialect.NowMicros} + @Lease
        FROM q
        WHERE d.id = q.claimed_id
        RETURNING {Columns}
        """;

    private static string Due(Dialect dialect) => $"endpoint = @endpoint AND state = 'waiting' AND due_at <= @now AND lease_until <= {dialect.NowMicros}";
}
