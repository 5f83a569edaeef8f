using FollowUpAgent.Storage;

namespace FollowUpAgent.Events;

/// <summary>The inbox's and the events' SQL.</summary>
internal static class InboxStore
{
    /// <summary>Keeps what came in; a repeat changes nothing.</summary>
    /// <returns>True if it is new.</returns>
    public static async Task<bool> AddInboxRowAsync(this Session session, InboxRow row) => await session.ExecuteAsync(AddRow, row) == 1;

    /// <summary>Takes rows that nobody has read yet, oldest first.</summary>
    public static Task<List<InboxRow>> ClaimInboxAsync(this Session session, int most, TimeSpan lease) =>
        session.QueryAsync<InboxRow>(Claim(session.Dialect), new { most, Lease = lease.Ticks / TimeSpan.TicksPerMicrosecond });

    /// <summary>Marks a row as read, or as not to be read and why.</summary>
    public static Task<int> CloseInboxRowAsync(this Session session, Guid id, string? reason) => session.ExecuteAsync(
        "UPDATE inbox SET state = CASE WHEN @reason IS NULL THEN 'done' ELSE 'failed' END, reason = @reason WHERE id = @id AND state = 'new'",
        new { id, reason });

    /// <summary>Adds an event; a repeat changes nothing.</summary>
    /// <returns>True if it is new.</returns>
    public static async Task<bool> AddEventAsync(this Session session, Event happened) => await session.ExecuteAsync(AddEvent, happened) == 1;

    /// <summary>Events that no reward was derived from yet, oldest first.</summary>
    public static Task<List<Event>> ReadUnrewardedAsync(this Session session, int most) => session.QueryAsync<Event>(
        $"""
        SELECT id, inbox_id, position, kind, message_id, contact_id, link, machine, occurred_at
        FROM event
        WHERE NOT rewarded
        ORDER BY id
        LIMIT @most
        {session.Dialect.SkipLocked}
        """,
        new { most });

    /// <summary>Marks events as seen by Rewards.</summary>
    public static Task<int> MarkRewardedAsync(this Session session, IEnumerable<Event> events) => session.ExecuteAsync(
        $"UPDATE event SET rewarded = true WHERE {session.Dialect.In("id", "ids")}", new { ids = events.Select(e => e.Id).ToArray() });

    private const string AddRow =
        """
        INSERT INTO inbox (id, endpoint, dedupe_key, received_at, headers, body, state, tries, lease_until)
        VALUES (@Id, @Endpoint, @DedupeKey, @ReceivedAt, @Headers, @Body, @State, 0, 0)
        ON CONFLICT (endpoint, dedupe_key) DO NOTHING
        """;

    private const string AddEvent =
        """
        INSERT INTO event (id, inbox_id, position, kind, message_id, contact_id, link, machine, occurred_at, rewarded)
        VALUES (@Id, @InboxId, @Position, @Kind, @MessageId, @ContactId, @Link, @Machine, @OccurredAt, false)
        ON CONFLICT (inbox_id, position) DO NOTHING
        """;

    private static string Claim(Dialect dialect) =>
        $"""
        UPDATE inbox AS i
        SET lease_until = {dialect.NowMicros} + @Lease
        FROM (SELECT id AS claimed_id
              FROM inbox
              WHERE state = 'new' AND lease_until <= {dialect.NowMicros}
              ORDER BY received_at
              LIMIT @most
              {dialect.SkipLocked}) AS q
        WHERE i.id = q.claimed_id
        RETURNING id, endpoint, dedupe_key, received_at, headers, body
        """;
}
