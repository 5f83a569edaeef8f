using System.Text.Json.Nodes;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Contacts;

/// <summary>The contact itself, for export and erasure. The suppression list is not erased: it holds no address and protects the person.</summary>
internal sealed class ContactPersonalData : IPersonalData
{
    /// <inheritdoc />
    public string Room => "contacts";

    /// <inheritdoc />
    public IReadOnlyList<string> Tables { get; } = ["contact"];

    /// <inheritdoc />
    public async Task<JsonNode?> ExportAsync(Session session, ContactId contact) =>
        await session.FindContactAsync(contact) is { } found ? ToJson(found) : null;

    /// <inheritdoc />
    public Task<int> EraseAsync(Session session, ContactId contact) => session.RemoveContactAsync(contact);

    private static JsonObject ToJson(Contact contact) => new()
    {
        ["id"] = contact.Id.ToString(),
        ["address"] = contact.Address,
        ["firstName"] = contact.FirstName,
        ["lastName"] = contact.LastName,
        ["company"] = contact.Company,
        ["jobTitle"] = contact.JobTitle,
        ["language"] = contact.Language,
        ["country"] = contact.Country,
        ["city"] = contact.City,
        ["timeZone"] = contact.TimeZone,
        ["fields"] = JsonNode.Parse(contact.Fields),
        ["lawfulBasis"] = contact.LawfulBasis,
        ["basisNote"] = contact.BasisNote,
        ["basisDate"] = contact.BasisAt,
        ["source"] = contact.Source,
        ["fromElsewhere"] = contact.FromElsewhere,
        ["profiling"] = contact.Profiling,
        ["tracking"] = contact.Tracking,
        ["group"] = contact.GroupName,
        ["createdAt"] = contact.CreatedAt,
        ["updatedAt"] = contact.UpdatedAt,
    };
}
