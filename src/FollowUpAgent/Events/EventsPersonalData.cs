using System.Text;
using System.Text.Json.Nodes;
using FollowUpAgent.Contacts;
using FollowUpAgent.Events.Quarantine;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events;

/// <summary>
/// What was heard of a person. Erasing deletes the raw deliveries that mention them and cuts their events loose from them; that
/// something happened on a day stays, for the counts. A delivery of several events that nobody has read yet is left to its age, for the
/// sake of the others in it.
/// </summary>
internal sealed class EventsPersonalData(Readers readers) : IPersonalData
{
    private const int Page = 50;

    /// <inheritdoc />
    public string Room => "events";

    /// <inheritdoc />
    public IReadOnlyList<string> Tables { get; } = ["inbox", "event", "quarantine"];

    /// <inheritdoc />
    public async Task<JsonNode?> ExportAsync(Session session, ContactId contact)
    {
        var rows = await session.QueryAsync<Row>(Read, new { contact });
        return rows.Count == 0 ? null : new JsonArray([.. rows.Select(r => new JsonObject
        {
            ["kind"] = r.Kind,
            ["occurredAt"] = r.OccurredAt,
            ["machine"] = r.Machine,
            ["machineReasons"] = r.MachineReasons,
            ["link"] = r.Link,
            ["detail"] = r.Detail,
            ["source"] = r.Endpoint,
            // A delivery about several people is not shown to one of them.
            ["headers"] = r.IsAlone ? JsonNode.Parse(r.Headers) : null,
            ["body"] = r.IsAlone && r.Body is not null ? Encoding.UTF8.GetString(r.Body) : null,
        })]);
    }

    /// <inheritdoc />
    public async Task<int> EraseAsync(Session session, ContactId contact)
    {
        var cleared = await session.ExecuteAsync(ClearKnown, new { contact });
        var address = (await session.FindContactAsync(contact))?.Address;
        cleared += address is null ? 0 : await ClearMentionsAsync(session, address) + await ClearQuarantineAsync(session, address);
        return cleared + await session.ExecuteAsync(CutLoose, new { contact });
    }

    // What was not understood, or was about nobody at the time, is found by the address alone.
    private async Task<int> ClearMentionsAsync(Session session, string address)
    {
        var (cleared, after) = (0, Guid.Empty);
        while (await session.QueryAsync<InboxRow>(ReadLoose, new { after, Page }) is { Count: > 0 } rows)
        {
            foreach (var row in rows.Where(r => MayClear(r, address)))
            {
                cleared += await session.ExecuteAsync(Clear, row);
            }

            after = rows[^1].Id;
        }

        return cleared;
    }

    private static async Task<int> ClearQuarantineAsync(Session session, string address)
    {
        var (cleared, after) = (0, Guid.Empty);
        while (await session.ReadQuarantineAsync(after, Page) is { Count: > 0 } kept)
        {
            foreach (var one in kept.Where(k => Mentions(k.Body, address)))
            {
                cleared += await session.ReleaseAsync(one.Id) ? 1 : 0;
            }

            after = kept[^1].Id;
        }

        return cleared;
    }

    private static bool Mentions(byte[] body, string address) => Encoding.UTF8.GetString(body).Contains(address, StringComparison.OrdinalIgnoreCase);

    private bool MayClear(InboxRow row, string address) =>
        Mentions(row.Body, address) && (row.State != InboxState.New || readers.Read(row).Events.Count <= 1);

    private const string Read =
        """
        SELECT e.kind, e.occurred_at, e.machine, e.machine_reasons, e.link, e.detail, i.endpoint, i.headers, i.body,
               NOT EXISTS (SELECT 1
                           FROM event o
                           WHERE o.inbox_id = e.inbox_id AND (o.contact_id IS NULL OR o.contact_id <> e.contact_id)) AS is_alone
        FROM event e
        JOIN inbox i ON i.id = e.inbox_id
        WHERE e.contact_id = @contact
        ORDER BY e.occurred_at, e.id
        """;

    private const string ClearKnown =
        """
        UPDATE inbox
        SET body = NULL, headers = '{}'
        WHERE body IS NOT NULL AND id IN (SELECT inbox_id FROM event WHERE contact_id = @contact)
        """;

    private const string ReadLoose =
        """
        SELECT id, endpoint, dedupe_key, received_at, headers, body, state
        FROM inbox i
        WHERE body IS NOT NULL AND id > @after
          AND (state <> 'done' OR reason IS NOT NULL OR EXISTS (SELECT 1 FROM event e WHERE e.inbox_id = i.id AND e.contact_id IS NULL))
        ORDER BY id
        LIMIT @Page
        """;

    private const string Clear =
        "UPDATE inbox SET body = NULL, headers = '{}', state = CASE WHEN state = 'new' THEN 'done' ELSE state END WHERE id = @Id";

    private const string CutLoose =
        """
        UPDATE event
        SET contact_id = NULL, message_id = NULL, link = NULL, network = NULL, marks = NULL, label_at = NULL, occurred_at = occurred_at - occurred_at % 86400000000, rewarded = true
        WHERE contact_id = @contact
        """;

    private sealed class Row
    {
        public string Kind { get; set; } = "";

        public DateTimeOffset OccurredAt { get; set; }

        public bool Machine { get; set; }

        public string? MachineReasons { get; set; }

        public int? Link { get; set; }

        public string? Detail { get; set; }

        public string Endpoint { get; set; } = "";

        public string Headers { get; set; } = "{}";

        public byte[]? Body { get; set; }

        public bool IsAlone { get; set; }
    }
}
