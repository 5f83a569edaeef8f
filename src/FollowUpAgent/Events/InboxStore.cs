using FollowUpAgent.Storage;

namespace FollowUpAgent.Events;

/// <summary>The inbox's and the events' SQL.</summary>
internal static class InboxStore
{
    private const long FirstPause = 30_000_000;

    /// <summary>Keeps what came in; a repeat changes nothing.</summary>
    /// <returns>True if it is new.</returns>
    public static async Task<bool> AddInboxRowAsync(this Session session, InboxRow row) => await session.ExecuteAsync(AddRow, row) == 1;

    /// <summary>Whether the row that is known by this one's key has the same body. One whose body was deleted for its age has.</summary>
    public static async Task<bool> IsSameBodyAsync(this Session session, InboxRow row) =>
        await session.QuerySingleOrDefaultAsync<byte[]>("SELECT body FROM inbox WHERE endpoint = @Endpoint AND dedupe_key = @DedupeKey", row) is not { } body
        || body.AsSpan().SequenceEqual(row.Body);

    /// <summary>Takes rows that nobody has read yet, oldest first.</summary>
    public static Task<List<InboxRow>> ClaimInboxAsync(this Session session, int most, TimeSpan lease) =>
        session.QueryAsync<InboxRow>(Claim(session.Dialect), new { most, Lease = lease.Ticks / TimeSpan.TicksPerMicrosecond });

    /// <summary>Marks rows as read, in whole, in part or not at all, and says what was wrong.</summary>
    public static Task<IReadOnlyList<int>> CloseInboxRowsAsync(this Session session, IEnumerable<(Guid Id, string State, string? Reason)> rows) =>
        session.ExecuteEachAsync(
            "UPDATE inbox SET state = @state, reason = @reason WHERE id = @id AND state = 'new'",
            [.. rows.OrderBy(r => r.Id).Select(r => new { id = r.Id, state = r.State, reason = r.Reason })]);

    /// <summary>Counts a try that failed; the next one follows after a growing pause.</summary>
    /// <returns>True if it was the last.</returns>
    public static async Task<bool> CountTryAsync(this Session session, Guid id, int most, string reason) =>
        await session.QuerySingleOrDefaultAsync<string>(CountTry(session.Dialect.NowMicros), new { id, most, reason, FirstPause }) == InboxState.Failed;

    /// <summary>Deletes the raw bodies and headers of rows that are older and not waiting any more.</summary>
    /// <returns>How many rows it cleared.</returns>
    public static Task<int> DeleteRawAsync(this Session session, DateTimeOffset before, int most) =>
        session.ExecuteAsync(DeleteRaw, new { before, most });

    /// <summary>How many rows of late could not be understood, counted up to a limit.</summary>
    public static Task<int> CountFailedAsync(this Session session, DateTimeOffset since, int most) => session.QueryValueAsync<int>(
        "SELECT COUNT(*) FROM (SELECT 1 FROM inbox WHERE state = 'failed' AND received_at >= @since LIMIT @most) AS q", new { since, most });

    /// <summary>How many events of a kind were heard of a contact since then.</summary>
    public static Task<int> CountEventsAsync(this Session session, Contacts.ContactId contact, string kind, DateTimeOffset since) =>
        session.QueryValueAsync<int>(
            "SELECT COUNT(*) FROM event WHERE contact_id = @contact AND occurred_at > @since AND kind = @kind", new { contact, kind, since });

    /// <summary>Keeps what came in, as <see cref="AddInboxRowAsync"/>, in one round trip.</summary>
    /// <returns>For each row whether it is new.</returns>
    public static async Task<IReadOnlyList<bool>> AddInboxRowsAsync(this Session session, IReadOnlyList<InboxRow> rows)
    {
        var added = await session.InsertNewAsync(new BulkRows(
            "inbox",
            ["id", "endpoint", "dedupe_key", "received_at", "headers", "body", "state", "tries", "lease_until"],
            [.. rows.Select(r => new object?[] { r.Id, r.Endpoint, r.DedupeKey, Micros.From(r.ReceivedAt), r.Headers, r.Body, r.State, 0L, 0L })]));
        return [.. rows.Select(r => added.Contains(r.Id))];
    }

    /// <summary>Adds events whose keys are new; one that its row has already changes nothing.</summary>
    /// <returns>For each event whether it is new.</returns>
    // Keys are asked for before: both databases take one conflict target only. Two workers that both find nothing end in an error, and a second try.
    public static async Task<IReadOnlyList<bool>> AddEventsAsync(this Session session, IReadOnlyList<Event> happened) =>
        [.. (await session.ExecuteEachAsync(AddEvent, happened)).Select(affected => affected == 1)];

    /// <summary>Adds an event that has no key of its sender's; one that its row has already changes nothing.</summary>
    /// <returns>True if it is new.</returns>
    public static async Task<bool> AddEventAsync(this Session session, Event happened) => (await session.AddEventsAsync([happened]))[0];

    /// <summary>Which of these are keys of events.</summary>
    public static Task<List<byte[]>> FindEventKeysAsync(this Session session, IEnumerable<byte[]> keys) =>
        session.QueryManyAsync<byte[]>($"SELECT dedupe_key FROM event WHERE {session.Dialect.InKeys("dedupe_key", "keys")}", keys);

    /// <summary>Which of these are keys of events that were taken back before they came.</summary>
    public static Task<List<byte[]>> FindWithdrawnKeysAsync(this Session session, IEnumerable<byte[]> keys) =>
        session.QueryManyAsync<byte[]>($"SELECT dedupe_key FROM withdrawal WHERE {session.Dialect.InKeys("dedupe_key", "keys")}", keys);

    /// <summary>Takes back the event with this key, whether it came already or comes later. Rewards looks at it again.</summary>
    public static async Task<List<Event>> WithdrawAsync(this Session session, byte[] dedupeKey, DateTimeOffset now)
    {
        await session.ExecuteAsync(AddWithdrawal, new { dedupeKey, now });
        return await session.QueryAsync<Event>(
            """
            UPDATE event
            SET withdrawn = true, rewarded = false, label_at = NULL
            WHERE dedupe_key = @dedupeKey AND NOT withdrawn
            RETURNING id, kind, message_id, contact_id, occurred_at
            """,
            new { dedupeKey });
    }

    /// <summary>Events that no reward was derived from yet, oldest first.</summary>
    public static Task<List<Event>> ReadUnrewardedAsync(this Session session, int most) => session.QueryAsync<Event>(
        $"""
        SELECT id, inbox_id, position, kind, message_id, contact_id, link, machine, negative, matched, detail, dedupe_key, withdrawn, occurred_at
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
        INSERT INTO event (id, inbox_id, position, kind, message_id, contact_id, link, machine, marks, network, label_at, bounce, negative, matched,
                           detail, dedupe_key, withdrawn, occurred_at, rewarded)
        VALUES (@Id, @InboxId, @Position, @Kind, @MessageId, @ContactId, @Link, @Machine, @Marks, @Network, @LabelAt, @Bounce, @Negative, @Matched,
                @Detail, @DedupeKey, @Withdrawn, @OccurredAt, @AwaitsLabel)
        ON CONFLICT (inbox_id, position) DO NOTHING
        """;

    private const string AddWithdrawal =
        "INSERT INTO withdrawal (dedupe_key, withdrawn_at) VALUES (@dedupeKey, @now) ON CONFLICT (dedupe_key) DO NOTHING";

    private const string DeleteRaw =
        """
        UPDATE inbox
        SET body = NULL, headers = '{}'
        WHERE id IN (SELECT id FROM inbox WHERE body IS NOT NULL AND state <> 'new' AND received_at < @before LIMIT @most)
        """;

    private static string CountTry(string now) =>
        $"""
        UPDATE inbox
        SET tries = tries + 1, reason = @reason, lease_until = {now} + @FirstPause * (tries + 1) * (tries + 1),
            state = CASE WHEN tries + 1 >= @most THEN 'failed' ELSE state END
        WHERE id = @id AND state = 'new'
        RETURNING state
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
