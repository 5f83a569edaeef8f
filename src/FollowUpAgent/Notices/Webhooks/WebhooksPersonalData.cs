using System.Text.Json.Nodes;
using FollowUpAgent.Contacts;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Notices.Webhooks;

/// <summary>What other programs were told of a person. Erasing deletes it here; what they keep is theirs to erase.</summary>
internal sealed class WebhooksPersonalData : IPersonalData
{
    /// <inheritdoc />
    public string Room => "webhooks";

    /// <inheritdoc />
    public IReadOnlyList<string> Tables { get; } = ["webhook_delivery", "webhook_news"];

    /// <inheritdoc />
    public async Task<JsonNode?> ExportAsync(Session session, ContactId contact)
    {
        var deliveries = await session.FindDeliveriesAsync(contact);
        return deliveries.Count == 0 ? null : new JsonArray([.. deliveries.Select(d => new JsonObject
        {
            ["id"] = d.Id.Value,
            ["endpoint"] = d.Endpoint,
            ["state"] = d.State,
            ["madeAt"] = d.MadeAt,
            ["settledAt"] = d.SettledAt,
            ["body"] = JsonNode.Parse(d.Body),
        })]);
    }

    /// <inheritdoc />
    public Task<int> EraseAsync(Session session, ContactId contact) => session.EraseDeliveriesAsync(contact);
}
