using System.Text.Json.Nodes;
using FollowUpAgent.Contacts;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Rewards;

/// <summary>What the decisions about a person earned. Erasing keeps that it happened, and of its time the day alone.</summary>
internal sealed class RewardsPersonalData : IPersonalData
{
    /// <inheritdoc />
    public string Room => "rewards";

    /// <inheritdoc />
    public IReadOnlyList<string> Tables { get; } = ["reward"];

    /// <inheritdoc />
    public async Task<JsonNode?> ExportAsync(Session session, ContactId contact)
    {
        var rows = await session.QueryAsync<Reward>(Read, new { contact });
        return rows.Count == 0 ? null : new JsonArray([.. rows.Select(r => new JsonObject
        {
            ["decision"] = r.DecisionId.ToString(),
            ["outcome"] = r.Outcome,
            ["occurredAt"] = r.OccurredAt,
        })]);
    }

    /// <inheritdoc />
    public Task<int> EraseAsync(Session session, ContactId contact) => session.ExecuteAsync(Blur, new { contact });

    private const string Read =
        """
        SELECT decision_id, outcome, occurred_at
        FROM reward
        WHERE decision_id IN (SELECT id FROM decision WHERE contact_id = @contact)
        ORDER BY occurred_at, event_id
        """;

    private const string Blur =
        """
        UPDATE reward
        SET occurred_at = occurred_at - occurred_at % 86400000000
        WHERE decision_id IN (SELECT id FROM decision WHERE contact_id = @contact)
        """;
}
