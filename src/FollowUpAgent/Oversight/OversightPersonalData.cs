using System.Text.Json.Nodes;
using FollowUpAgent.Contacts;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Oversight;

/// <summary>The tasks about a person. Erasing closes them and takes out what the person wrote; that there was one stays, for the counts.</summary>
internal sealed class OversightPersonalData(TimeProvider clock) : IPersonalData
{
    /// <inheritdoc />
    public string Room => "tasks";

    /// <inheritdoc />
    public IReadOnlyList<string> Tables { get; } = ["task", "quiet_time"];

    /// <inheritdoc />
    public async Task<JsonNode?> ExportAsync(Session session, ContactId contact)
    {
        var tasks = await session.FindTasksAsync(contact);
        return tasks.Count == 0 ? null : new JsonArray([.. tasks.Select(t => new JsonObject
        {
            ["kind"] = t.Kind,
            ["sequence"] = t.Sequence,
            ["reason"] = t.Reason,
            ["text"] = t.Text,
            ["answers"] = t.Answers,
            ["proposedAddress"] = t.ProposedAddress,
            ["openedAt"] = t.OpenedAt,
            ["closedAt"] = t.ClosedAt,
            ["outcome"] = t.Outcome,
        })]);
    }

    /// <inheritdoc />
    public async Task<int> EraseAsync(Session session, ContactId contact) =>
        await session.CutTasksLooseAsync(contact, clock.GetUtcNow())
        + await session.ExecuteAsync("DELETE FROM quiet_time WHERE contact_id = @contact", new { contact });
}
