using FollowUpAgent.Contacts;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events.Machines;

/// <summary>The labels' SQL.</summary>
internal static class MachineStore
{
    /// <summary>How many requests for one mail are looked at; what comes after so many is a machine's by that alone.</summary>
    public const int MostFetches = 200;

    private const int MostPresences = 200;
    private static readonly TimeSpan OfVisit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan OfReply = TimeSpan.FromHours(1);

    /// <summary>Later evidence: what was labelled around it is labelled again. A request that is to be labelled itself brings that about by itself.</summary>
    public static async Task RelabelAsync(this Session session, IReadOnlyList<Event> happened, DateTimeOffset now)
    {
        var messages = happened.Where(e => !e.AwaitsLabel && TellsOfMessage(e.Kind)).Select(e => e.MessageId?.Value).OfType<Guid>().Distinct().ToArray();
        if (messages.Length > 0)
        {
            await session.ExecuteAsync(RelabelMessages(session.Dialect), new { messages, now });
        }

        var presences = happened.Where(e => e.ContactId is not null && e.Kind is EventKind.Visited or EventKind.Replied).ToList();
        await session.ExecuteEachAsync(RelabelContact, presences.Select(e => new { e.ContactId, e.OccurredAt, Since = e.OccurredAt - OfReply, now }).ToList());
    }

    /// <summary>Whether any request is to be labelled.</summary>
    public static Task<bool> IsLabelDueAsync(this Session session, DateTimeOffset now) => session.QueryValueAsync<bool>(
        "SELECT EXISTS (SELECT 1 FROM event WHERE label_at IS NOT NULL AND label_at <= @now)", new { now });

    /// <summary>Mails with requests to be labelled, locked: two workers never label the same mail by different evidence.</summary>
    public static async Task<List<OutboxMessage>> LockMessagesToLabelAsync(this Session session, DateTimeOffset now, int most)
    {
        var ids = await session.QueryAsync<MessageId>(FindDue, new { now, most });
        return ids.Count == 0 ? [] : await session.QueryAsync<OutboxMessage>(
            $"SELECT {OutboxStore.Columns} FROM message WHERE {session.Dialect.In("id", "ids")} ORDER BY id {session.Dialect.SkipLocked}",
            new { ids = ids.Select(i => i.Value).ToArray() });
    }

    /// <summary>The requests for a mail, oldest first, up to a limit.</summary>
    public static Task<List<Fetch>> ReadFetchesAsync(this Session session, MessageId message) => session.QueryAsync<Fetch>(ReadFetches, new { message, MostFetches });

    /// <summary>When a mail was delivered, by the first report of that; or null.</summary>
    public static Task<DateTimeOffset?> FindDeliveredAtAsync(this Session session, MessageId message) => session.QuerySingleOrDefaultAsync<DateTimeOffset?>(
        "SELECT occurred_at FROM event WHERE message_id = @message AND kind = 'delivered' AND NOT withdrawn ORDER BY occurred_at LIMIT 1", new { message });

    /// <summary>What a person did of own will in a stretch of time and shortly after.</summary>
    public static async Task<List<Presence>> ReadPresencesAsync(this Session session, ContactId contact, DateTimeOffset from, DateTimeOffset until) =>
        [.. (await session.QueryAsync<PresenceRow>(ReadPresences, new { contact, from, until = until + OfReply, MostPresences }))
            .Select(p => new Presence(p.OccurredAt, p.Kind == EventKind.Replied ? OfReply : OfVisit))];

    /// <summary>Writes a label; Rewards looks at the event again.</summary>
    public static Task<int> LabelAsync(this Session session, Guid id, MachineLabel label) =>
        session.ExecuteAsync(Label, new { id, label.IsMachine, label.Probability, Reasons = label.Reasons.Length > 0 ? label.Reasons : null });

    /// <summary>Labels what is due of a mail beyond the requests that are looked at; what came in since is not beyond them, it is only later.</summary>
    public static Task<int> LabelFloodAsync(this Session session, MessageId message, IReadOnlyList<Fetch> lookedAt, DateTimeOffset now) =>
        lookedAt.Count < MostFetches
            ? Task.FromResult(0)
            : session.ExecuteAsync(LabelFlood, new { message, lookedAt[^1].Id, lookedAt[^1].OccurredAt, now });

    private static bool TellsOfMessage(string kind) =>
        kind is EventKind.Delivered or EventKind.UnsubscribeViewed or EventKind.Clicked or EventKind.Opened;

    private static string RelabelMessages(Dialect dialect) =>
        $"""
        UPDATE event
        SET label_at = @now
        WHERE {dialect.In("message_id", "messages")} AND kind IN ('clicked', 'opened') AND label_at IS NULL AND NOT withdrawn
        """;

    private const string RelabelContact =
        """
        UPDATE event
        SET label_at = @now
        WHERE contact_id = @ContactId AND kind = 'clicked' AND message_id IS NOT NULL AND label_at IS NULL AND NOT withdrawn
            AND occurred_at BETWEEN @Since AND @OccurredAt
        """;

    private const string FindDue =
        """
        SELECT DISTINCT message_id
        FROM (SELECT message_id
              FROM event e
              WHERE label_at IS NOT NULL AND label_at <= @now AND EXISTS (SELECT 1 FROM message m WHERE m.id = e.message_id)
              ORDER BY label_at
              LIMIT @most) AS q
        """;

    private const string ReadFetches =
        """
        SELECT id, kind, link, network, marks, occurred_at, machine, label_at, machine_reasons
        FROM event
        WHERE message_id = @message AND kind IN ('clicked', 'opened', 'unsubscribe-viewed') AND NOT withdrawn
        ORDER BY occurred_at, id
        LIMIT @MostFetches
        """;

    private const string ReadPresences =
        """
        SELECT kind, occurred_at
        FROM event
        WHERE contact_id = @contact AND kind IN ('visited', 'replied') AND NOT machine AND NOT withdrawn AND occurred_at BETWEEN @from AND @until
        ORDER BY occurred_at, id
        LIMIT @MostPresences
        """;

    private const string Label =
        """
        UPDATE event
        SET machine = @IsMachine, machine_probability = @Probability, machine_reasons = @Reasons, label_at = NULL, rewarded = false
        WHERE id = @id
        """;

    private const string LabelFlood =
        """
        UPDATE event
        SET machine = true, machine_probability = 1, machine_reasons = 'flood', label_at = NULL, rewarded = false
        WHERE message_id = @message AND label_at <= @now AND (occurred_at, id) > (@OccurredAt, @Id)
        """;

    private sealed class PresenceRow
    {
        public string Kind { get; set; } = "";

        public DateTimeOffset OccurredAt { get; set; }
    }
}
