using FollowUpAgent.Contacts;
using FollowUpAgent.Events.Replies;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.LostLeads;

/// <summary>The SQL of scores.</summary>
internal static class LeadStore
{
    private static readonly string[] Columns =
    [
        "contact_id", "scored_at", "look_at", "dormant_since", "alive", "reason", "reason_event", "reason_until", "play", "trigger_name",
        "written", "written_low", "written_high", "alone", "alone_low", "alone_high", "gain", "gain_low", "gain_high", "chance", "habit", "features", "facts",
    ];

    /// <summary>The contact that ends a page of so many after another, or null at the end of all.</summary>
    public static async Task<ContactId?> FindPageEndAsync(this Session session, ContactId after, int size) =>
        await session.QuerySingleOrDefaultAsync<ContactId?>("SELECT id FROM contact WHERE id > @after ORDER BY id LIMIT 1 OFFSET @skipped", new { after, skipped = size - 1 })
        ?? await session.QuerySingleOrDefaultAsync<ContactId?>("SELECT id FROM contact WHERE id > @after ORDER BY id DESC LIMIT 1", new { after });

    /// <summary>What scores of these contacts ask for beside their signals.</summary>
    public static async Task<Dictionary<ContactId, LeadSubject>> FindSubjectsAsync(this Session session, ContactSpan contacts, DateTimeOffset now, bool withFields)
    {
        var parameters = contacts.Parameters(now);
        var subjects = (await session.QueryAsync<LeadSubject>(Subjects(contacts.Condition(session.Dialect, "c.id"), withFields), parameters)).ToDictionary(s => s.Id);
        foreach (var reply in await session.QueryAsync<Reply>(Replies(contacts.Condition(session.Dialect, "contact_id")), parameters))
        {
            subjects.GetValueOrDefault(reply.ContactId)?.Replies.Add(reply);
        }

        foreach (var row in await session.QueryAsync<BeforeRow>(Before(contacts.Condition(session.Dialect, "contact_id")), parameters))
        {
            if (subjects.TryGetValue(row.ContactId, out var subject))
            {
                subject.Before = new SilenceReading(row.Reason, row.ReasonEvent, null);
            }
        }

        return subjects;
    }

    /// <summary>Writes scores. Sorted, so that two workers never wait for each other.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="leads">The scores.</param>
    /// <param name="known">Those that had a row; those among them without a score lose it.</param>
    public static async Task WriteLeadsAsync(this Session session, IReadOnlyCollection<Lead> leads, IReadOnlySet<ContactId> known)
    {
        var gone = known.Except(leads.Select(l => l.ContactId)).Select(c => c.Value).ToArray();
        if (gone.Length > 0)
        {
            await session.ExecuteAsync($"DELETE FROM lead WHERE {session.Dialect.In("contact_id", "gone")}", new { gone });
        }

        var ordered = leads.OrderBy(l => l.ContactId.Value).ToList();
        await session.InsertManyAsync(new BulkRows("lead", Columns, [.. ordered.Where(l => !known.Contains(l.ContactId)).Select(RowOf)]));
        await session.UpdateManyAsync(new BulkRows("lead", Columns, [.. ordered.Where(l => known.Contains(l.ContactId)).Select(RowOf)]));
    }

    /// <summary>Contacts whose moment to be looked at again has come, the longest overdue first.</summary>
    public static Task<List<ContactId>> FindToLookAtAsync(this Session session, DateTimeOffset now, int most) =>
        session.QueryAsync<ContactId>("SELECT contact_id FROM lead WHERE look_at <= @now ORDER BY look_at LIMIT @most", new { now, most });

    /// <summary>Lost colleagues of these contacts whom nothing makes urgent yet.</summary>
    public static Task<List<ContactId>> FindLostColleaguesAsync(this Session session, IEnumerable<ContactId> contacts, int most) =>
        session.QueryAsync<ContactId>(Colleagues(session.Dialect), new { ids = contacts.Select(c => c.Value).ToArray(), most });

    /// <summary>Up to which recorded moment signals were taken notice of, or null before the first scan.</summary>
    public static Task<DateTimeOffset?> FindCursorAsync(this Session session) =>
        session.QuerySingleOrDefaultAsync<DateTimeOffset?>("SELECT recorded_at FROM lead_cursor WHERE name = 'signal'");

    /// <summary>Moves it on; never back.</summary>
    public static Task<int> MoveCursorAsync(this Session session, DateTimeOffset to) => session.ExecuteAsync(Move, new { to });

    // In microseconds: three months.
    private const string OpensCount = "7776000000000";

    private static string Subjects(string condition, bool withFields) =>
        $"""
        SELECT c.id, c.company_key, c.profiling, c.tracking, c.lawful_basis, {(withFields ? "c.fields" : "'{}'")} AS fields,
               (SELECT MAX(m.attempted_at) FROM message m WHERE m.contact_id = c.id) AS last_out,
               {SequenceStore.ContactIsEnrolled} AS is_enrolled,
               EXISTS (SELECT 1
                       FROM event v
                       WHERE v.contact_id = c.id AND v.kind = 'replied' AND v.negative AND NOT v.withdrawn
                         AND NOT EXISTS (SELECT 1 FROM reply r WHERE r.event_id = v.id)) AS said_no,
               (SELECT MAX(e.ended_at) FROM enrollment e WHERE e.contact_id = c.id AND e.exit_reason = 'company-replied') AS colleague_answered,
               (SELECT COUNT(*) FROM revival r WHERE r.contact_id = c.id AND r.kind <> 'held') AS tries,
               (SELECT COUNT(DISTINCT o.message_id)
                FROM event o
                WHERE o.contact_id = c.id AND o.occurred_at BETWEEN @now - {OpensCount} AND @now
                  AND o.kind = 'opened' AND NOT o.machine AND NOT o.withdrawn AND o.label_at IS NULL) AS opens
        FROM contact c
        WHERE {condition}
        """;

    private static string Replies(string condition) =>
        $"""
        SELECT event_id, contact_id, received_at, text, intent, return_date, needs_person
        FROM reply
        WHERE {condition}
        ORDER BY contact_id, received_at, event_id
        """;

    private static string Before(string condition) => $"SELECT contact_id, reason, reason_event FROM lead WHERE {condition}";

    private static string Colleagues(Dialect dialect) =>
        $"""
        SELECT DISTINCT l.contact_id
        FROM contact c
        JOIN contact o ON o.company_key = c.company_key AND o.id <> c.id
        JOIN lead l ON l.contact_id = o.id
        WHERE {dialect.In("c.id", "ids")} AND l.dormant_since IS NOT NULL AND l.trigger_name IS NULL
        LIMIT @most
        """;

    private const string Move =
        """
        INSERT INTO lead_cursor AS mine (name, recorded_at)
        VALUES ('signal', @to)
        ON CONFLICT (name) DO UPDATE
        SET recorded_at = excluded.recorded_at
        WHERE mine.recorded_at < excluded.recorded_at
        """;

    // In the order of Columns.
    private static object?[] RowOf(Lead l) =>
    [
        l.ContactId.Value, Micros.From(l.ScoredAt), l.LookAt is { } look ? Micros.From(look) : null, l.DormantSince is { } since ? Micros.From(since) : null,
        l.Alive, l.Reading.Reason, l.Reading.Event, l.Reading.Until is { } until ? Micros.From(until) : null, l.Play, l.Trigger,
        l.Forecast.Written.Value, l.Forecast.Written.Low, l.Forecast.Written.High, l.Forecast.Alone.Value, l.Forecast.Alone.Low, l.Forecast.Alone.High,
        l.Forecast.Gain.Value, l.Forecast.Gain.Low, l.Forecast.Gain.High, l.Forecast.Chance, l.Habit is { } habit ? (long)habit : null, l.Features, l.Facts.ToText(),
    ];

    private sealed class BeforeRow
    {
        public ContactId ContactId { get; set; }

        public string Reason { get; set; } = "";

        public Guid? ReasonEvent { get; set; }
    }
}
