using System.Text.Json.Nodes;
using FollowUpAgent.Contacts;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Signals;

/// <summary>How a person engaged, and by which browsers. Erasing removes all of it; a browser of theirs names nobody ever after.</summary>
internal sealed class SignalsPersonalData : IPersonalData
{
    /// <inheritdoc />
    public string Room => "signals";

    /// <inheritdoc />
    public IReadOnlyList<string> Tables { get; } = ["signal", "visitor"];

    /// <inheritdoc />
    public async Task<JsonNode?> ExportAsync(Session session, ContactId contact)
    {
        var rows = await session.QueryAsync<Row>("SELECT kind, name, occurred_at FROM signal WHERE contact_id = @contact ORDER BY occurred_at, source_id", new { contact });
        rows.AddRange(await session.QueryAsync<Row>("SELECT 'browser' AS kind, linked_at AS occurred_at FROM visitor WHERE contact_id = @contact ORDER BY linked_at", new { contact }));
        return rows.Count == 0 ? null : new JsonArray([.. rows.Select(r => new JsonObject { ["kind"] = r.Kind, ["name"] = r.Name, ["occurredAt"] = r.OccurredAt })]);
    }

    /// <inheritdoc />
    public async Task<int> EraseAsync(Session session, ContactId contact)
    {
        // The key stays, so that what the browser does later is not joined to the next person whose link is followed there.
        var removed = await session.ExecuteAsync("UPDATE visitor SET contact_id = NULL WHERE contact_id = @contact", new { contact });
        return removed + await session.ExecuteAsync("DELETE FROM signal WHERE contact_id = @contact", new { contact });
    }

    private sealed class Row
    {
        public string Kind { get; set; } = "";

        public string? Name { get; set; }

        public DateTimeOffset OccurredAt { get; set; }
    }
}
