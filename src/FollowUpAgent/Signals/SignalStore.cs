using FollowUpAgent.Contacts;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Signals;

/// <summary>The signals' SQL.</summary>
internal static class SignalStore
{
    /// <summary>How many signals of a contact's day (UTC) are kept; what comes beyond says nothing new, and a flood must not slow every decision.</summary>
    public const int MostOfDay = 1000;

    private const int MostMoments = 20;

    /// <summary>Adds signals; a repeat changes nothing, nor does one beyond <see cref="MostOfDay"/>.</summary>
    /// <returns>For each 1 where it was added, else 0.</returns>
    public static Task<IReadOnlyList<int>> AddSignalsAsync(this Session session, IReadOnlyList<Signal> signals) => session.ExecuteEachAsync(Add, signals);

    /// <summary>Takes back the signals of these events.</summary>
    public static Task<int> RemoveSignalsAsync(this Session session, IEnumerable<Guid> sources) =>
        session.ExecuteAsync($"DELETE FROM signal WHERE {session.Dialect.In("source_id", "ids")}", new { ids = sources.ToArray() });

    /// <summary>
    /// Signals in the order in which they were recorded, from a moment on. A write may end a little after one that began later, so who reads
    /// on from a moment begins some minutes before it, and finds by <see cref="Signal.SourceId"/> what was read already.
    /// </summary>
    /// <param name="session">The connection.</param>
    /// <param name="since">From when on, included.</param>
    /// <param name="after">Of that very moment only those with a higher source id; empty for all.</param>
    /// <param name="most">How many at most.</param>
    public static async Task<IReadOnlyList<Signal>> ReadSignalsRecordedSinceAsync(this Session session, DateTimeOffset since, Guid after, int most) =>
        [.. (await session.QueryAsync<SignalRow>(Recorded, new { since, after, most })).Select(r => r.ToSignal())];

    /// <summary>How these contacts have engaged since a moment; who has not is missing.</summary>
    public static async Task<Dictionary<ContactId, Engagement>> FindEngagementsAsync(
        this Session session, IEnumerable<ContactId> contacts, DateTimeOffset since)
    {
        var rows = await session.QueryAsync<Row>(Sum(session.Dialect), new { ids = contacts.Select(c => c.Value).ToArray(), since });
        var answering = rows.Where(r => r.Replies + r.Clicks > 0).Select(r => r.ContactId.Value).ToArray();
        var moments = (answering.Length == 0 ? [] : await session.QueryAsync<MomentRow>(Latest(session.Dialect), new { ids = answering, since, most = MostMoments }))
            .ToLookup(m => m.ContactId, m => (m.OccurredAt, SignalKind.NeedsTracking(m.Kind)));
        return rows.ToDictionary(
            r => r.ContactId,
            r => new Engagement
            {
                Moments = [.. moments[r.ContactId]],
                Replies = r.Replies,
                Clicks = r.Clicks,
                Visits = r.Visits,
                Customs = r.Customs,
                LastTold = r.LastTold,
                LastTracked = r.LastTracked,
            });
    }

    private static readonly string Add =
        $"""
        INSERT INTO signal (source_id, contact_id, kind, name, subject, occurred_at, recorded_at)
        SELECT @SourceId, @ContactId, @Kind, @Name, @Subject, @OccurredAt, @RecordedAt
        WHERE (SELECT COUNT(*)
               FROM (SELECT 1
                     FROM signal
                     WHERE contact_id = @ContactId AND occurred_at >= @OccurredAt - @OccurredAt % 86400000000
                       AND occurred_at < @OccurredAt - @OccurredAt % 86400000000 + 86400000000
                     LIMIT {MostOfDay}) AS day) < {MostOfDay}
        ON CONFLICT (source_id) DO NOTHING
        """;

    private const string Recorded =
        """
        SELECT source_id, contact_id, kind, name, subject, occurred_at, recorded_at
        FROM signal
        WHERE (recorded_at, source_id) > (@since, @after)
        ORDER BY recorded_at, source_id
        LIMIT @most
        """;

    private static string Sum(Dialect dialect) =>
        $"""
        SELECT contact_id,
               COUNT(DISTINCT CASE WHEN kind = 'reply' THEN source_id END) AS replies,
               COUNT(DISTINCT CASE WHEN kind = 'click' THEN COALESCE(subject, source_id) END) AS clicks,
               COUNT(DISTINCT CASE WHEN kind = 'visit' THEN source_id END) AS visits,
               COUNT(DISTINCT CASE WHEN kind = 'custom' THEN source_id END) AS customs,
               MAX(CASE WHEN kind IN ('reply', 'custom') THEN occurred_at END) AS last_told,
               MAX(CASE WHEN kind IN ('click', 'visit') THEN occurred_at END) AS last_tracked
        FROM signal
        WHERE {dialect.In("contact_id", "ids")} AND occurred_at > @since
        GROUP BY contact_id
        """;

    // The first click in a mail says when the person reads; those after it only that they are still at it.
    private static string Latest(Dialect dialect) =>
        $"""
        SELECT contact_id, kind, occurred_at
        FROM (SELECT contact_id, kind, occurred_at, ROW_NUMBER() OVER (PARTITION BY contact_id ORDER BY occurred_at DESC, kind) AS place
              FROM (SELECT contact_id, kind, MIN(occurred_at) AS occurred_at
                    FROM signal
                    WHERE {dialect.In("contact_id", "ids")} AND occurred_at > @since AND kind IN ('reply', 'click')
                    GROUP BY contact_id, kind, COALESCE(subject, source_id)) AS mail) AS latest
        WHERE place <= @most
        ORDER BY contact_id, place
        """;

    private sealed class SignalRow
    {
        public Guid SourceId { get; set; }

        public ContactId ContactId { get; set; }

        public string Kind { get; set; } = "";

        public string? Name { get; set; }

        public Guid? Subject { get; set; }

        public DateTimeOffset OccurredAt { get; set; }

        public DateTimeOffset RecordedAt { get; set; }

        public Signal ToSignal() => new(SourceId, ContactId, Kind, Name, Subject, OccurredAt, RecordedAt);
    }

    private sealed class MomentRow
    {
        public ContactId ContactId { get; set; }

        public string Kind { get; set; } = "";

        public DateTimeOffset OccurredAt { get; set; }
    }

    private sealed class Row
    {
        public ContactId ContactId { get; set; }

        public int Replies { get; set; }

        public int Clicks { get; set; }

        public int Visits { get; set; }

        public int Customs { get; set; }

        public DateTimeOffset? LastTold { get; set; }

        public DateTimeOffset? LastTracked { get; set; }
    }
}
