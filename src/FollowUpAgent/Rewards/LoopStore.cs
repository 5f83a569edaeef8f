using FollowUpAgent.Storage;

namespace FollowUpAgent.Rewards;

/// <summary>The SQL of <see cref="LoopHealth"/>: each by an index, each with a limit.</summary>
internal static class LoopStore
{
    private const int MostSends = 1000;
    private const int MostEvents = 1000;
    private const int MostDecisions = 100_000;
    private const int MostDeliveries = 50;

    /// <summary>Of the last sends by these relays that are a day old: those that no event names.</summary>
    public static Task<Share> CountUnheardSendsAsync(this Session session, string[] relays, DateTimeOffset now) => session.QueryValueAsync<Share>(
        $"""
        SELECT COUNT(CASE WHEN NOT EXISTS (SELECT 1 FROM event e WHERE e.message_id = q.id) THEN 1 END) AS part, COUNT(*) AS whole
        FROM (SELECT id
              FROM message
              WHERE state = 'sent' AND {session.Dialect.In("relay", "relays")} AND sent_at BETWEEN @from AND @until
              ORDER BY sent_at DESC
              LIMIT @MostSends) AS q
        """,
        new { relays, from = now - TimeSpan.FromDays(8), until = now - TimeSpan.FromDays(1), MostSends });

    /// <summary>When the last deliveries to an endpoint came, newest first.</summary>
    public static Task<List<DateTimeOffset>> FindDeliveryTimesAsync(this Session session, string endpoint) => session.QueryAsync<DateTimeOffset>(
        "SELECT received_at FROM inbox WHERE endpoint = @endpoint ORDER BY received_at DESC LIMIT @MostDeliveries", new { endpoint, MostDeliveries });

    /// <summary>Of the last events: those about nobody.</summary>
    public static Task<Share> CountEventsOfNobodyAsync(this Session session) => session.QueryValueAsync<Share>(
        """
        SELECT COUNT(CASE WHEN message_id IS NULL AND contact_id IS NULL THEN 1 END) AS part, COUNT(*) AS whole
        FROM (SELECT message_id, contact_id FROM event ORDER BY id DESC LIMIT @MostEvents) AS q
        """,
        new { MostEvents });

    /// <summary>Of the last month's replies: those matched by address alone.</summary>
    public static Task<Share> CountWeakRepliesAsync(this Session session, DateTimeOffset now) => session.QueryValueAsync<Share>(
        """
        SELECT COUNT(CASE WHEN matched IN ('address', 'subject') THEN 1 END) AS part, COUNT(*) AS whole
        FROM (SELECT matched FROM event WHERE kind = 'replied' AND occurred_at > @since LIMIT @MostEvents) AS q
        """,
        new { since = now - TimeSpan.FromDays(30), MostEvents });

    /// <summary>Of the decisions carried out in the last two windows: those past one.</summary>
    public static Task<Share> CountMaturedAsync(this Session session, DateTimeOffset matured, DateTimeOffset now) => session.QueryValueAsync<Share>(
        """
        SELECT COUNT(CASE WHEN closed_at <= @matured THEN 1 END) AS part, COUNT(*) AS whole
        FROM (SELECT closed_at
              FROM closed_round
              WHERE closed_at > @since AND how IN ('sent', 'skipped')
              ORDER BY closed_at DESC
              LIMIT @MostDecisions) AS q
        """,
        new { matured, since = matured - (now - matured), MostDecisions });

    /// <summary>When the snapshot that serves was made, and how many were refused since.</summary>
    public static async Task<(DateTimeOffset? MadeAt, int Refused)> FindFitsAsync(this Session session)
    {
        var madeAt = await session.QuerySingleOrDefaultAsync<DateTimeOffset?>("SELECT made_at FROM snapshot WHERE refused IS NULL ORDER BY made_at DESC LIMIT 1");
        var refused = await session.QueryValueAsync<int>(
            "SELECT COUNT(*) FROM snapshot WHERE refused IS NOT NULL AND made_at > @since", new { since = madeAt ?? DateTimeOffset.UnixEpoch });
        return (madeAt, refused);
    }

    /// <summary>The decisions of the last day whose propensity is none.</summary>
    public static Task<int> CountWithoutPropensityAsync(this Session session, DateTimeOffset now) => session.QueryValueAsync<int>(
        """
        SELECT COUNT(*)
        FROM (SELECT propensity, propensities FROM decision WHERE decided_at > @since ORDER BY decided_at DESC LIMIT @MostDecisions) AS q
        WHERE NOT (propensity > 0 AND propensity <= 1) OR propensities = '[]'
        """,
        new { since = now - TimeSpan.FromDays(1), MostDecisions });
}
