using System.Text.Json.Nodes;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Contacts;

/// <summary>
/// What one room holds of a person, to be shown to them or removed (GDPR Art. 15, 17). A room that stores anything beside a contact's id
/// registers one.
/// </summary>
internal interface IPersonalData
{
    /// <summary>The room's name in exports and receipts, in lower case.</summary>
    string Room { get; }

    /// <summary>The tables from which <see cref="EraseAsync"/> deletes or clears, to be made unreadable afterwards.</summary>
    IReadOnlyList<string> Tables { get; }

    /// <summary>Everything the room holds of this person, or null where that is nothing.</summary>
    Task<JsonNode?> ExportAsync(Session session, ContactId contact);

    /// <summary>Removes the person from the room's tables. Runs in one transaction with all other rooms, later rooms first; harmless when repeated.</summary>
    /// <returns>The number of rows removed or cleared.</returns>
    Task<int> EraseAsync(Session session, ContactId contact);

    /// <summary>
    /// The files that hold something of this person, seen from the agent's folder: asked before <see cref="EraseAsync"/>, deleted after the
    /// commit. Their names say nothing of the person.
    /// </summary>
    Task<IReadOnlyList<string>> FilesAsync(Session session, ContactId contact) => Task.FromResult<IReadOnlyList<string>>([]);
}
