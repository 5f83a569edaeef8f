using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch.Guards;

/// <summary>The senders' guard's SQL. Each count is of a bounded number of rows, found by an index.</summary>
internal static class SenderGuardStore
{
    /// <summary>The pace that is in force for a mailbox.</summary>
    public static async Task<SenderPace> FindPaceAsync(this Session session, string sender) =>
        SenderPaceText.Parse(await session.QuerySingleOrDefaultAsync<string>("SELECT state FROM sender_guard WHERE sender = @sender", new { sender }));

    /// <summary>The mailboxes that are slowed down or stopped.</summary>
    public static Task<List<HeldSender>> ReadHeldSendersAsync(this Session session) => session.QueryAsync<HeldSender>(
        "SELECT sender, state, reason, since FROM sender_guard WHERE state <> 'free' ORDER BY sender");

    /// <summary>Counts a complaint, once an event.</summary>
    public static Task<int> AddComplaintAsync(this Session session, Guid happened, string domain, DateTimeOffset at) => session.ExecuteAsync(
        "INSERT INTO sender_complaint (event_id, domain, complained_at) VALUES (@happened, @domain, @at) ON CONFLICT (event_id) DO NOTHING",
        new { happened, domain, at });

    /// <summary>Forgets complaints that count no more.</summary>
    public static Task<int> ForgetComplaintsAsync(this Session session, DateTimeOffset before) =>
        session.ExecuteAsync("DELETE FROM sender_complaint WHERE complained_at < @before", new { before });

    /// <summary>Notes that a message's mailbox is not there.</summary>
    public static Task<int> NoteHardBounceAsync(this Session session, MessageId id) =>
        session.ExecuteAsync("UPDATE message SET hard_bounced = true WHERE id = @id AND NOT hard_bounced", new { id });

    /// <summary>How many complained about a sending domain since a moment.</summary>
    public static Task<int> CountComplaintsAsync(this Session session, string domain, DateTimeOffset since) => session.QueryValueAsync<int>(
        "SELECT COUNT(*) FROM sender_complaint WHERE domain = @domain AND complained_at > @since", new { domain, since });

    /// <summary>How many mails these mailboxes sent since a day, by the counters of their caps.</summary>
    public static Task<int> CountDeliveredAsync(this Session session, string[] senders, string day) => session.QueryValueAsync<int>(
        $"SELECT CAST(COALESCE(SUM(used), 0) AS bigint) FROM send_counter WHERE kind = 'mailbox' AND {session.Dialect.In("name", "senders")} AND day >= @day", new { senders, day });

    /// <summary>How many of a mailbox's last mails went to mailboxes that are not there.</summary>
    public static Task<int> CountHardBouncesAsync(this Session session, string sender) =>
        session.QueryValueAsync<int>(CountHardBounces, new { sender, SenderRates.LastMails });

    /// <summary>Since when what is said of these mailboxes counts.</summary>
    public static Task<DateTimeOffset> FindCountedFromAsync(this Session session, string[] senders) => session.QueryValueAsync<DateTimeOffset>(
        $"SELECT COALESCE(MAX(counted_from), 0) FROM sender_guard WHERE {session.Dialect.In("sender", "senders")}", new { senders });

    /// <summary>Sets the pace of a mailbox. One that is stopped stays so until a person lets it go on.</summary>
    /// <returns>1 where that changed something.</returns>
    public static async Task<int> SetPaceAsync(this Session session, string sender, SenderPace pace, string reason, DateTimeOffset now)
    {
        var row = new { sender, state = pace.ToText(), reason, now };
        var changed = await session.ExecuteAsync(Change, row);
        return changed == 0 && pace >= SenderPace.Throttled ? await session.ExecuteAsync(Add, row) : changed;
    }

    /// <summary>Lets a mailbox go on.</summary>
    public static Task<int> ResumeSenderAsync(this Session session, string sender, string by, DateTimeOffset now) => session.ExecuteAsync(
        "UPDATE sender_guard SET state = 'free', since = @now, counted_from = @now, resumed_by = @by WHERE sender = @sender AND state <> 'free'", new { sender, by, now });

    private const string CountHardBounces =
        """
        SELECT COUNT(*)
        FROM (SELECT hard_bounced
              FROM message
              WHERE sender = @sender AND state IN ('sent', 'failed')
                AND attempted_at > (SELECT COALESCE(MAX(counted_from), 0) FROM sender_guard WHERE sender = @sender)
              ORDER BY attempted_at DESC
              LIMIT @LastMails) AS q
        WHERE hard_bounced
        """;

    private const string Change =
        """
        UPDATE sender_guard
        SET state = @state, reason = @reason, since = @now
        WHERE sender = @sender AND state <> 'stopped' AND state <> @state
        """;

    private const string Add =
        """
        INSERT INTO sender_guard (sender, state, reason, since, counted_from)
        VALUES (@sender, @state, @reason, @now, 0)
        ON CONFLICT (sender) DO NOTHING
        """;
}

/// <summary>A mailbox that is slowed down or stopped.</summary>
internal sealed record HeldSender
{
    /// <summary>Its key.</summary>
    public string Sender { get; init; } = "";

    /// <summary>How far, as text.</summary>
    public string State { get; init; } = "";

    /// <summary>Why, with the figures of that moment.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Since when.</summary>
    public DateTimeOffset Since { get; init; }
}
