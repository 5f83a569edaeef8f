using FollowUpAgent.Storage;

namespace FollowUpAgent.Notices.Webhooks;

/// <summary>
/// A trigger that writes news in the transaction in which something happens, wherever in the house and in whichever process that is. It is there
/// while somebody wants to hear of it: on SQLite even a trigger that never fires costs each statement its compilation.
/// </summary>
/// <param name="Name">The trigger's name.</param>
/// <param name="Kind">What it tells: one of <see cref="WebhookKind"/>.</param>
/// <param name="Table">The table that it watches.</param>
/// <param name="Happening">What happens to its rows.</param>
/// <param name="Condition">When that is news.</param>
/// <param name="Columns">What is noted of it, in the columns source, contact_id, week, happened_at.</param>
internal sealed record Listener(string Name, string Kind, string Table, string Happening, string Condition, string Columns)
{
    private const string OfPerson = "NEW.contact_id IS NOT NULL AND NOT NEW.machine AND NOT NEW.withdrawn";
    private const string EventColumns = "NEW.id, NEW.contact_id, NULL, NEW.occurred_at";

    /// <summary>All there are.</summary>
    public static IReadOnlyList<Listener> All { get; } =
    [
        OfEvent("reply", WebhookKind.ReplyReceived, "NEW.kind = 'replied'"),
        OfEvent("unsubscribe", WebhookKind.ContactUnsubscribed, "NEW.kind = 'unsubscribed'"),
        OfEvent("complaint", WebhookKind.ContactComplained, "NEW.kind = 'complained'"),
        OfEvent("bounce", WebhookKind.ContactBounced, "NEW.kind IN ('bounced', 'rejected') AND NEW.bounce = 'hard'"),

        // A person reads the wish for no more mail out of an answer that was taken for something else, or for nothing sure.
        new(
            "webhook_of_correction",
            WebhookKind.ContactUnsubscribed,
            "reply",
            "UPDATE OF intent",
            "NEW.intent = 'unsubscribe' AND NEW.corrected AND NOT (OLD.intent = 'unsubscribe' AND OLD.corrected)",
            "NEW.event_id, NEW.contact_id, NULL, NEW.received_at"),

        // Only now is it known which decision earned it. Which own outcomes are goals is the reader's to say.
        new(
            "webhook_of_goal",
            WebhookKind.GoalReached,
            "event",
            "UPDATE OF rewarded",
            $"""
            NEW.rewarded AND NOT OLD.rewarded AND {OfPerson} AND NEW.kind NOT IN (
                'accepted', 'deferred', 'delivered', 'bounced', 'rejected', 'failed', 'replied', 'auto-replied', 'answered', 'clicked', 'opened',
                'unsubscribe-viewed', 'unsubscribed', 'resubscribed', 'complained', 'visited', 'other')
            """,
            EventColumns),
        new("webhook_of_task", WebhookKind.TaskOpened, "task", "INSERT", "NEW.contact_id IS NOT NULL", "NEW.id, NEW.contact_id, NULL, NEW.opened_at"),
        new(
            "webhook_of_approval",
            WebhookKind.ApprovalAsked,
            "approval",
            "INSERT",
            "NEW.state = 'pending' AND NEW.contact_id IS NOT NULL",
            "NEW.decision_id, NEW.contact_id, NULL, NEW.asked_at"),
        new(
            "webhook_of_enrollment",
            WebhookKind.EnrollmentEnded,
            "enrollment",
            "UPDATE OF state",
            "NEW.state = 'ended' AND OLD.state <> 'ended' AND NEW.exit_reason <> 'erased'",
            "NEW.id, NEW.contact_id, NULL, NEW.ended_at"),
        new("webhook_of_report", WebhookKind.ReportMade, "report", "INSERT", "NEW.made_at IS NOT NULL", "NULL, NULL, NEW.week, NEW.made_at"),
    ];

    /// <summary>The statements that make the trigger.</summary>
    public string Create(Dialect dialect) => dialect.CreateTrigger(
        Name, $"{Happening} ON {Table}", Condition, $"INSERT INTO webhook_news (kind, source, contact_id, week, happened_at) VALUES ('{Kind}', {Columns})");

    private static Listener OfEvent(string name, string kind, string condition) =>
        new($"webhook_of_{name}", kind, "event", "INSERT", $"{condition} AND {OfPerson}", EventColumns);
}

/// <summary>The SQL of listening.</summary>
internal static class ListenerStore
{
    /// <summary>Whether exactly these kinds are listened for, as this program does it.</summary>
    public static async Task<bool> ListensForAsync(this Session session, IReadOnlyList<string> kinds)
    {
        var there = await session.QueryAsync<string>("SELECT definition FROM webhook_listener");
        return there.ToHashSet().SetEquals(Listener.All.Where(l => kinds.Contains(l.Kind)).Select(l => l.Create(session.Dialect)));
    }

    /// <summary>Listens for these kinds, and for no other; what was heard of others is forgotten.</summary>
    public static async Task ListenForAsync(this Session session, IReadOnlyList<string> kinds)
    {
        foreach (var listener in Listener.All)
        {
            await session.ExecuteAsync(session.Dialect.DropTrigger(listener.Name, listener.Table));
        }

        await session.ExecuteAsync("DELETE FROM webhook_listener");
        await session.ExecuteAsync($"DELETE FROM webhook_news WHERE NOT ({session.Dialect.In("kind", "kinds")})", new { kinds = kinds.ToArray() });
        foreach (var listener in Listener.All.Where(l => kinds.Contains(l.Kind)))
        {
            var definition = listener.Create(session.Dialect);
            await session.ExecuteAsync(definition);
            await session.ExecuteAsync("INSERT INTO webhook_listener (name, definition) VALUES (@Name, @definition)", new { listener.Name, definition });
        }
    }
}
