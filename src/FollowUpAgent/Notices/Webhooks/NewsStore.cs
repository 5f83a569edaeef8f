using FollowUpAgent.Storage;

namespace FollowUpAgent.Notices.Webhooks;

/// <summary>The SQL of what happened. Triggers (<see cref="Listener"/>) write it.</summary>
internal static class NewsStore
{
    /// <summary>Whether there is any: nearly always there is none, and taking it is a write.</summary>
    public static Task<bool> HasNewsAsync(this Session session) => session.QueryValueAsync<bool>("SELECT EXISTS (SELECT 1 FROM webhook_news)");

    /// <summary>The oldest, with all there is to tell of each; no other worker has them. Those of contacts who were erased are without an address.</summary>
    public static async Task<List<News>> TakeNewsAsync(this Session session, int most)
    {
        var taken = await session.QueryAsync<News>(Oldest(session.Dialect), new { most });
        var told = new List<News>();
        foreach (var kinds in taken.GroupBy(n => SourceOf(n.Kind)))
        {
            told.AddRange(kinds.Key is not { } sql ? kinds : await session.QueryAsync<News>(sql(session.Dialect), new { ids = kinds.Select(n => n.Id).ToArray() }));
        }

        return [.. told.OrderBy(n => n.Id)];
    }

    /// <summary>Forgets them: they are deliveries now.</summary>
    public static Task<int> ForgetNewsAsync(this Session session, IEnumerable<long> ids) => session.ExecuteAsync(
        $"DELETE FROM webhook_news WHERE {session.Dialect.In("id", "ids")}", new { ids = ids.ToArray() });

    private static Func<Dialect, string>? SourceOf(string kind) => kind switch
    {
        WebhookKind.ReplyReceived or WebhookKind.GoalReached or WebhookKind.ContactUnsubscribed or WebhookKind.ContactBounced or WebhookKind.ContactComplained => OfEvents,
        WebhookKind.TaskOpened => OfTasks,
        WebhookKind.ApprovalAsked => OfApprovals,
        WebhookKind.EnrollmentEnded => OfEnrollments,
        WebhookKind.ReportMade => null,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
    };

    private static string Oldest(Dialect dialect) =>
        $"""
        SELECT id, kind, week, happened_at
        FROM webhook_news
        ORDER BY id
        LIMIT @most
        {dialect.SkipLocked}
        """;

    // The mail is the one that the event names; of a goal that names none, the one whose decision earned it.
    private static string OfEvents(Dialect dialect) =>
        $"""
        SELECT n.id, n.kind, n.source, n.happened_at, n.contact_id, c.address, e.kind AS event, e.detail, r.intent, r.confidence, r.needs_person, r.text,
               COALESCE(m.id, d.id) AS message, COALESCE(m.sequence, d.sequence) AS sequence, COALESCE(m.step, d.step) AS step,
               COALESCE(m.variant, d.variant) AS variant
        FROM webhook_news n
        LEFT JOIN contact c ON c.id = n.contact_id
        LEFT JOIN event e ON e.id = n.source
        LEFT JOIN reply r ON r.event_id = n.source
        LEFT JOIN reward w ON w.event_id = n.source AND n.kind = '{WebhookKind.GoalReached}'
        LEFT JOIN message m ON m.id = e.message_id
        LEFT JOIN message d ON d.decision_id = w.decision_id
        WHERE {dialect.In("n.id", "ids")}
        """;

    private static string OfTasks(Dialect dialect) =>
        $"""
        SELECT n.id, n.kind, n.source, n.happened_at, n.contact_id, c.address, t.kind AS reason, t.sequence, t.owner
        FROM webhook_news n
        LEFT JOIN contact c ON c.id = n.contact_id
        LEFT JOIN task t ON t.id = n.source
        WHERE {dialect.In("n.id", "ids")}
        """;

    private static string OfApprovals(Dialect dialect) =>
        $"""
        SELECT n.id, n.kind, n.source, n.happened_at, n.contact_id, c.address, a.sequence, a.step, a.variant, a.send_at AS "from", a.answer_by AS until,
               a.otherwise AS reason
        FROM webhook_news n
        LEFT JOIN contact c ON c.id = n.contact_id
        LEFT JOIN approval a ON a.decision_id = n.source
        WHERE {dialect.In("n.id", "ids")}
        """;

    private static string OfEnrollments(Dialect dialect) =>
        $"""
        SELECT n.id, n.kind, n.source, n.happened_at, n.contact_id, c.address, e.sequence, e.step, e.exit_reason AS reason, e.entered_at AS "from"
        FROM webhook_news n
        LEFT JOIN contact c ON c.id = n.contact_id
        LEFT JOIN enrollment e ON e.id = n.source
        WHERE {dialect.In("n.id", "ids")}
        """;
}
