using System.Text.Json.Nodes;
using FollowUpAgent.Contacts;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Signals;

/// <summary>How a person engaged. Erasing removes all of it.</summary>
internal sealed class SignalsPersonalData : IPersonalData
{
    /// <inheritdoc />
    public string Room => "signals";

    /// <inheritdoc />
    public IReadOnlyList<string> Tables { get; } = ["signal"];

    /// <inheritdoc />
    public async Task<JsonNode?> ExportAsync(Session session, ContactId contact)
    {
        var rows = await session.QueryAsync<Row>("SELECT kind, name, occurred_at FROM signal WHERE contact_id = @contact ORDER BY occurred_at, source_id", new { contact });
        return rows.Count == 0 ? null : new JsonArray([.. rows.Select(r => new JsonObject { ["kind"] = r.Kind, ["name"] = r.Name, ["occurredAt"] = r.OccurredAt })]);
    }

    /// <inheritdoc />
    public Task<int> EraseAsync(Session session, ContactId contact) =>
        session.ExecuteAsync("DELETE FROM signal WHERE contact_id = @contact", new { contact });

    private sealed class Row
    {
        public string Kind { get; set; } = "";

        public string? Name { get; set; }

        public DateTimeOffset OccurredAt { get; set; }
    }
}
