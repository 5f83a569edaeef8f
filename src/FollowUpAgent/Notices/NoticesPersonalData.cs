using System.Text.Json.Nodes;
using FollowUpAgent.Contacts;
using FollowUpAgent.Delivery;
using FollowUpAgent.Delivery.Folder;
using FollowUpAgent.Messages;
using FollowUpAgent.Oversight;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Notices;

/// <summary>The mails to owners in the folder, which quote the contact: erasing deletes them.</summary>
internal sealed class NoticesPersonalData(DeliveryOptions options) : IPersonalData
{
    /// <inheritdoc />
    public string Room => "notices";

    /// <inheritdoc />
    public IReadOnlyList<string> Tables { get; } = [];

    /// <inheritdoc />
    public Task<JsonNode?> ExportAsync(Session session, ContactId contact) => Task.FromResult<JsonNode?>(null);

    /// <inheritdoc />
    public Task<int> EraseAsync(Session session, ContactId contact) => Task.FromResult(0);

    /// <inheritdoc />
    public async Task<IReadOnlyList<string>> FilesAsync(Session session, ContactId contact) =>
    [
        .. (await session.FindTasksAsync(contact)).Where(t => t.NoticeTries > 0)
            .Select(t => Path.Combine(options.MailFolder, EmlFileName.For(MessageIds.OfNotice(t.Id.Value, "notice")))),
    ];
}
