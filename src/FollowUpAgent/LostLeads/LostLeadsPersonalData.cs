using System.Text.Json.Nodes;
using FollowUpAgent.Contacts;
using FollowUpAgent.Storage;

namespace FollowUpAgent.LostLeads;

/// <summary>How a person was scored and tried. Erasing removes all of it; the next refit does without.</summary>
internal sealed class LostLeadsPersonalData : IPersonalData
{
    /// <inheritdoc />
    public string Room => "lostleads";

    /// <inheritdoc />
    public IReadOnlyList<string> Tables { get; } = ["lead", "lead_dismissal", "revival"];

    /// <inheritdoc />
    public async Task<JsonNode?> ExportAsync(Session session, ContactId contact)
    {
        var lead = await session.FindLeadAsync(contact);
        var bars = await session.QuerySingleOrDefaultAsync<DismissalRow>("SELECT person, reason, dismissed_at FROM lead_dismissal WHERE contact_id = @contact", new { contact });
        var tries = await session.QueryAsync<RevivalRow>("SELECT kind, sequence, forecast, begun_at, value, outcomes FROM revival WHERE contact_id = @contact ORDER BY begun_at, id", new { contact });
        return lead is null && bars is null && tries.Count == 0
            ? null
            : new JsonObject
            {
                ["lead"] = lead is null ? null : new JsonObject
                {
                    ["scoredAt"] = lead.ScoredAt,
                    ["dormantSince"] = lead.DormantSince,
                    ["alive"] = lead.Alive,
                    ["reason"] = lead.Reason,
                    ["play"] = lead.Play,
                    ["gain"] = lead.Gain,
                    ["did"] = JsonNode.Parse(lead.Facts),
                },
                ["dismissed"] = bars is null ? null : new JsonObject { ["by"] = bars.Person, ["reason"] = bars.Reason, ["at"] = bars.DismissedAt },
                ["revivals"] = new JsonArray([.. tries.Select(t => new JsonObject
                {
                    ["kind"] = t.Kind, ["sequence"] = t.Sequence, ["forecast"] = t.Forecast, ["begunAt"] = t.BegunAt, ["value"] = t.Value, ["outcomes"] = t.Outcomes,
                })]),
            };
    }

    /// <inheritdoc />
    public async Task<int> EraseAsync(Session session, ContactId contact) =>
        await session.ExecuteAsync("DELETE FROM lead WHERE contact_id = @contact", new { contact })
        + await session.ExecuteAsync("DELETE FROM lead_dismissal WHERE contact_id = @contact", new { contact })
        + await session.ExecuteAsync("DELETE FROM revival WHERE contact_id = @contact", new { contact });

    private sealed class DismissalRow
    {
        public string Person { get; set; } = "";

        public string Reason { get; set; } = "";

        public DateTimeOffset DismissedAt { get; set; }
    }

    private sealed class RevivalRow
    {
        public string Kind { get; set; } = "";

        public string? Sequence { get; set; }

        public double Forecast { get; set; }

        public DateTimeOffset BegunAt { get; set; }

        public double? Value { get; set; }

        public string? Outcomes { get; set; }
    }
}
