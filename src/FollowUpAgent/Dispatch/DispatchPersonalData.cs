using System.Text.Json.Nodes;
using FollowUpAgent.Contacts;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>The mails written to a person. Erasing removes their text and the recipient's domain; that something was sent, and when, stays.</summary>
internal sealed class DispatchPersonalData : IPersonalData
{
    /// <inheritdoc />
    public string Room => "messages";

    /// <inheritdoc />
    public IReadOnlyList<string> Tables { get; } = ["message", "message_content"];

    /// <inheritdoc />
    public async Task<JsonNode?> ExportAsync(Session session, ContactId contact)
    {
        var rows = await session.QueryAsync<Row>(Read, new { contact });
        return rows.Count == 0 ? null : new JsonArray([.. rows.Select(r => new JsonObject
        {
            ["id"] = r.Id.ToString(),
            ["sequence"] = r.Sequence,
            ["step"] = r.Step,
            ["variant"] = r.Variant,
            ["state"] = r.State,
            ["sentAt"] = r.SentAt,
            ["mail"] = r.Content is null ? null : JsonNode.Parse(r.Content),
        })]);
    }

    /// <inheritdoc />
    public async Task<int> EraseAsync(Session session, ContactId contact)
    {
        var removed = await session.ExecuteAsync(RemoveContent, new { contact });
        await session.ExecuteAsync(Blank, new { contact });
        return removed;
    }

    private const string Read =
        """
        SELECT m.id, m.sequence, m.step, m.variant, m.state, m.sent_at, c.content
        FROM message m
        LEFT JOIN message_content c ON c.message_id = m.id
        WHERE m.contact_id = @contact
        ORDER BY m.created_at, m.id
        """;

    private const string RemoveContent = "DELETE FROM message_content WHERE message_id IN (SELECT id FROM message WHERE contact_id = @contact)";

    // A mail that is on the wire this very moment keeps its state, so that its outcome can still be recorded.
    private const string Blank =
        """
        UPDATE message
        SET domain = '', fingerprint = '', reason = NULL,
            state = CASE WHEN state IN ('queued', 'leased', 'quarantined') THEN 'cancelled' ELSE state END,
            fence = CASE WHEN state IN ('queued', 'leased') THEN fence + 1 ELSE fence END
        WHERE contact_id = @contact
        """;

    private sealed class Row
    {
        public MessageId Id { get; set; }

        public string Sequence { get; set; } = "";

        public string Step { get; set; } = "";

        public string Variant { get; set; } = "";

        public string State { get; set; } = "";

        public DateTimeOffset? SentAt { get; set; }

        public string? Content { get; set; }
    }
}
