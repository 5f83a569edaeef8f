using FollowUpAgent.Decisions;
using FollowUpAgent.Events;
using FollowUpAgent.Events.Mail;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Rewards;

/// <summary>
/// Knows which outcomes of which decisions could be observed. A click on a mail whose links were not tracked, or a reply while nobody handed
/// replies to us, is missing: to count it as 0 would teach that the mail was bad.
/// </summary>
internal sealed class Observability(MailSecrets mail, WebhooksOptions webhooks)
{
    private const string Replies = "replies";

    // What was noted last; null before the first time.
    private bool? noted;

    private bool HearsReplies => mail.Any || webhooks.Sources.Values.Any(s => s.ReportsReplies);

    /// <summary>
    /// A condition on <c>decision d</c> joined to <c>closed_round c</c>: the outcome of this decision could be observed. For the SQL of whoever
    /// counts or trains.
    /// </summary>
    public static string Condition(string outcome) => outcome switch
    {
        // Without a mail there is nothing to click, and that is known.
        OutcomeCatalog.Click => "(c.how = 'skipped' OR EXISTS (SELECT 1 FROM message m WHERE m.decision_id = d.id AND m.tracks_clicks))",
        OutcomeCatalog.PositiveReply =>
            "EXISTS (SELECT 1 FROM hearing h WHERE h.what = 'replies' AND h.from_at <= c.closed_at AND (h.until_at IS NULL OR h.until_at > c.closed_at))",
        // Unsubscribes come by our own link; goals and own outcomes by whoever reports them.
        _ => "TRUE",
    };

    /// <summary>Notes when replies began or ceased to be heard, by the configuration. Harmless when repeated.</summary>
    public async Task NoteAsync(Database database, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var hears = HearsReplies;
        if (noted == hears)
        {
            return;
        }

        await database.WriteAsync(s => s.ExecuteAsync(hears ? Open : Close, new { what = Replies, from = now, now }), cancellationToken);
        noted = hears;
    }

    /// <summary>A reply came by another way: since its window began, replies have been heard.</summary>
    public static Task<int> NoteReplyAsync(Session session, DateTimeOffset since) => session.ExecuteAsync(OpenByEvidence, new { what = Replies, from = since });

    private const string Open =
        """
        INSERT INTO hearing (what, from_at)
        SELECT @what, CAST(@from AS bigint)
        WHERE NOT EXISTS (SELECT 1 FROM hearing WHERE what = @what AND until_at IS NULL)
        ON CONFLICT (what, from_at) DO NOTHING
        """;

    // One that was opened by a reply, not by the configuration, is not the configuration's to close.
    private const string Close = "UPDATE hearing SET until_at = @now WHERE what = @what AND until_at IS NULL AND NOT by_evidence";

    private const string OpenByEvidence =
        """
        INSERT INTO hearing (what, from_at, by_evidence)
        SELECT @what, CAST(@from AS bigint), true
        WHERE NOT EXISTS (SELECT 1 FROM hearing WHERE what = @what AND until_at IS NULL)
        ON CONFLICT (what, from_at) DO NOTHING
        """;
}
