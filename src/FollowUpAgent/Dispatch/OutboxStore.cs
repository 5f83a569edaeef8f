using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>The outbox's SQL for planning: what is added, and what planning must know of it.</summary>
internal static class OutboxStore
{
    /// <summary>The columns of <see cref="OutboxMessage"/>.</summary>
    public const string Columns =
        """
        id, decision_id, enrollment_id, contact_id, sequence, step, variant, template, fingerprint, sender, relay, domain, header_id, state, reason,
        due_at, slot_until, maybe_sent, attempts, crashes, lease_losses, fence, attempted_at, sent_at, queue_id, tracks_clicks,
        volumes, created_at
        """;

    /// <summary>Adds a message and its content, unless its decision has one.</summary>
    public static async Task AddMessageAsync(this Session session, OutboxMessage message, string content)
    {
        if (await session.ExecuteAsync(Add, message) == 1)
        {
            await session.ExecuteAsync(AddContent, new { message.Id, content, message.CreatedAt });
        }
    }

    /// <summary>The message with this id, or null.</summary>
    public static Task<OutboxMessage?> FindMessageAsync(this Session session, MessageId id) =>
        session.QuerySingleOrDefaultAsync<OutboxMessage>($"SELECT {Columns} FROM message WHERE id = @id", new { id });

    /// <summary>The messages with these ids, in no order.</summary>
    public static Task<List<OutboxMessage>> FindMessagesAsync(this Session session, IEnumerable<MessageId> ids) => session.QueryAsync<OutboxMessage>(
        $"SELECT {Columns} FROM message WHERE {session.Dialect.In("id", "ids")}", new { ids = ids.Select(i => i.Value).ToArray() });

    /// <summary>The message that a relay calls by this name, or null.</summary>
    public static Task<OutboxMessage?> FindMessageAsync(this Session session, string relay, string queueId) =>
        session.QuerySingleOrDefaultAsync<OutboxMessage>(
            // The newest, since some servers give a name again after a while.
            $"SELECT {Columns} FROM message WHERE queue_id = @queueId AND relay = @relay ORDER BY created_at DESC LIMIT 1", new { relay, queueId });

    /// <summary>The messages of these decisions, in no order.</summary>
    public static Task<List<OutboxMessage>> FindMessagesAsync(this Session session, IEnumerable<DecisionId> decisions) => session.QueryAsync<OutboxMessage>(
        $"SELECT {Columns} FROM message WHERE {session.Dialect.In("decision_id", "ids")}", new { ids = decisions.Select(d => d.Value).ToArray() });

    /// <summary>The messages of these enrollments that are not settled, or wait for a person; in no order.</summary>
    public static Task<List<OutboxMessage>> FindUnsettledAsync(this Session session, IEnumerable<EnrollmentId> enrollments) => session.QueryAsync<OutboxMessage>(
        $"SELECT {Columns} FROM message WHERE {session.Dialect.In("enrollment_id", "ids")} AND state NOT IN ('sent', 'failed', 'cancelled')",
        new { ids = enrollments.Select(e => e.Value).ToArray() });

    /// <summary>Adds many messages and their contents, as <see cref="AddMessageAsync"/> does one.</summary>
    public static async Task AddMessagesAsync(this Session session, IReadOnlyList<(OutboxMessage Message, string Content)> messages)
    {
        var added = await session.ExecuteEachAsync(Add, [.. messages.Select(m => m.Message)]);
        await session.ExecuteEachAsync(AddContent, [.. messages.Where((_, i) => added[i] == 1).Select(m => new { m.Message.Id, content = m.Content, m.Message.CreatedAt })]);
    }

    /// <summary>Deletes contents of settled messages written before this moment, oldest first.</summary>
    /// <returns>How many it deleted; a long history takes several turns.</returns>
    public static Task<int> DeleteContentsAsync(this Session session, DateTimeOffset before, int most) =>
        session.ExecuteAsync(DeleteContents, new { before, most });

    /// <summary>How many messages wait in the outbox, counted up to a limit.</summary>
    public static Task<int> CountQueuedAsync(this Session session, int most) => session.QueryValueAsync<int>(
        "SELECT COUNT(*) FROM (SELECT 1 FROM message WHERE state = 'queued' LIMIT @most) AS q", new { most });

    /// <summary>How many messages wait for a relay, counted up to a limit.</summary>
    public static Task<int> CountQueuedAsync(this Session session, string relay, int most) => session.QueryValueAsync<int>(
        "SELECT COUNT(*) FROM (SELECT 1 FROM message WHERE state = 'queued' AND relay = @relay LIMIT @most) AS q", new { relay, most });

    /// <summary>How many messages of a sender are planned and not begun.</summary>
    public static Task<int> CountPendingAsync(this Session session, string sender) => session.QueryValueAsync<int>(
        "SELECT COUNT(*) FROM message WHERE sender = @sender AND state IN ('queued', 'leased')", new { sender });

    /// <summary>How much of a day's cap is used.</summary>
    public static async Task<int> FindUsedAsync(this Session session, string kind, string name, string day) =>
        await session.QuerySingleOrDefaultAsync<int?>(
            "SELECT used FROM send_counter WHERE kind = @kind AND name = @name AND day = @day", new { kind, name, day }) ?? 0;

    /// <summary>The Message-IDs already sent in these enrollments, oldest first.</summary>
    public static async Task<ILookup<EnrollmentId, string>> FindThreadsAsync(this Session session, IEnumerable<EnrollmentId> enrollments)
    {
        var rows = await session.QueryAsync<ThreadRow>(
            $"""
            SELECT enrollment_id, header_id
            FROM message
            WHERE {session.Dialect.In("enrollment_id", "ids")} AND (maybe_sent OR state = 'sent')
            ORDER BY attempted_at
            """,
            new { ids = enrollments.Select(e => e.Value).ToArray() });
        return rows.ToLookup(r => r.EnrollmentId, r => r.HeaderId);
    }

    /// <summary>What was, or may have been, sent to these contacts in any sequence since a moment, one message left out.</summary>
    public static async Task<ILookup<ContactId, Sending>> FindSendingsAsync(
        this Session session, IEnumerable<ContactId> contacts, DateTimeOffset since, MessageId except = default)
    {
        var rows = await session.QueryAsync<SendRow>(
            $"""
            SELECT contact_id, attempted_at, sequence, step, variant
            FROM message
            WHERE {session.Dialect.In("contact_id", "ids")} AND attempted_at > @since AND id <> @except
                AND (maybe_sent OR state IN ('sending', 'sent', 'unknown'))
            """,
            new { ids = contacts.Select(c => c.Value).ToArray(), since, except });
        return rows.ToLookup(r => r.ContactId, r => new Sending(r.AttemptedAt, r.Sequence, r.Step, r.Variant));
    }

    /// <summary>Which of these contacts have been written to at all.</summary>
    public static async Task<HashSet<ContactId>> FindWrittenToAsync(this Session session, IEnumerable<ContactId> contacts) =>
        [.. await session.QueryAsync<ContactId>(
            $"SELECT DISTINCT contact_id FROM message WHERE {session.Dialect.In("contact_id", "ids")} AND (maybe_sent OR state IN ('sending', 'sent', 'unknown'))",
            new { ids = contacts.Select(c => c.Value).ToArray() })];

    /// <summary>Takes back the message of a decision that no worker has begun.</summary>
    public static async Task<bool> CancelUnbegunAsync(this Session session, DecisionId decision) => await session.ExecuteAsync(
        """
        UPDATE message
        SET state = 'cancelled', reason = 'undone', owner = NULL, lease_until = 0, fence = fence + 1
        WHERE decision_id = @decision AND state IN ('queued', 'leased') AND NOT maybe_sent
        """,
        new { decision }) == 1;

    // Messages of unknown fate and those in quarantine are not settled: a person looks at them.
    internal const string DeleteContents =
        """
        DELETE FROM message_content
        WHERE message_id IN (SELECT c.message_id
                             FROM message_content c
                             WHERE c.created_at < @before
                                 AND EXISTS (SELECT 1 FROM message m WHERE m.id = c.message_id AND m.state IN ('sent', 'failed', 'cancelled'))
                             ORDER BY c.created_at
                             LIMIT @most)
        """;

    private const string AddContent = "INSERT INTO message_content (message_id, content, created_at) VALUES (@Id, @content, @CreatedAt)";

    private const string Add =
        $"""
        INSERT INTO message ({Columns}, lease_until)
        VALUES (@Id, @DecisionId, @EnrollmentId, @ContactId, @Sequence, @Step, @Variant, @Template, @Fingerprint, @Sender, @Relay, @Domain, @HeaderId, @State,
                @Reason, @DueAt, @SlotUntil, @MaybeSent, @Attempts, @Crashes, @LeaseLosses, @Fence, @AttemptedAt, @SentAt, @QueueId, @TracksClicks,
                @Volumes, @CreatedAt, 0)
        ON CONFLICT (decision_id) DO NOTHING
        """;

    private sealed class ThreadRow
    {
        public EnrollmentId EnrollmentId { get; set; }

        public string HeaderId { get; set; } = "";
    }

    private sealed class SendRow
    {
        public ContactId ContactId { get; set; }

        public DateTimeOffset AttemptedAt { get; set; }

        public string Sequence { get; set; } = "";

        public string Step { get; set; } = "";

        public string Variant { get; set; } = "";
    }
}
