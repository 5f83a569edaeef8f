using System.Text.Json.Nodes;
using FollowUpAgent.Contacts;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Sequences;

/// <summary>A person's enrollments. Erasing ends them; the rows stay, since they name nobody once the contact is gone.</summary>
internal sealed class SequencesPersonalData(TimeProvider clock) : IPersonalData
{
    /// <inheritdoc />
    public string Room => "sequences";

    /// <inheritdoc />
    public IReadOnlyList<string> Tables { get; } = [];

    /// <inheritdoc />
    public async Task<JsonNode?> ExportAsync(Session session, ContactId contact)
    {
        var enrollments = await session.FindEnrollmentsAsync([contact]);
        return enrollments.Count == 0 ? null : new JsonArray([.. enrollments.Select(e => new JsonObject
        {
            ["id"] = e.Id.ToString(),
            ["sequence"] = e.Sequence,
            ["group"] = e.GroupName,
            ["state"] = e.State,
            ["exitReason"] = e.ExitReason,
            ["step"] = e.Step,
            ["enteredAt"] = e.EnteredAt,
            ["endedAt"] = e.EndedAt,
        })]);
    }

    /// <inheritdoc />
    public Task<int> EraseAsync(Session session, ContactId contact) => session.StopAllAsync(contact, ExitReason.Erased, clock.GetUtcNow());
}
