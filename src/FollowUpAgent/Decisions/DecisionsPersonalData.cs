using System.Text.Json.Nodes;
using FollowUpAgent.Contacts;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Decisions;

/// <summary>What was decided about a person. Erasing blanks contact, context, forecasts, seed and hour; what statistics need stays.</summary>
internal sealed class DecisionsPersonalData : IPersonalData
{
    /// <inheritdoc />
    public string Room => "decisions";

    /// <inheritdoc />
    public IReadOnlyList<string> Tables { get; } = ["decision"];

    /// <inheritdoc />
    public async Task<JsonNode?> ExportAsync(Session session, ContactId contact)
    {
        var decisions = await session.FindDecisionsAsync(contact);
        return decisions.Count == 0 ? null : new JsonArray([.. decisions.Select(d => new JsonObject
        {
            ["id"] = d.Id.ToString(),
            ["stage"] = d.Stage,
            ["sequence"] = d.Sequence,
            ["step"] = d.Step,
            ["decidedAt"] = d.DecidedAt,
            ["context"] = JsonNode.Parse(d.Context),
            ["actions"] = JsonNode.Parse(d.Actions),
            ["propensities"] = JsonNode.Parse(d.Propensities),
            ["chosen"] = d.Chosen,
        })]);
    }

    /// <inheritdoc />
    public Task<int> EraseAsync(Session session, ContactId contact) => session.EraseDecisionsAsync(contact);
}
