using System.Text.Json.Nodes;
using FollowUpAgent.Contacts;
using FollowUpAgent.Delivery.Folder;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Delivery;

/// <summary>The mails in the folder. Their text is in the export of the outbox already; erasing deletes the files.</summary>
internal sealed class DeliveryPersonalData(DeliveryOptions options) : IPersonalData
{
    /// <inheritdoc />
    public string Room => "delivery";

    /// <inheritdoc />
    public IReadOnlyList<string> Tables { get; } = [];

    /// <inheritdoc />
    public Task<JsonNode?> ExportAsync(Session session, ContactId contact) => Task.FromResult<JsonNode?>(null);

    /// <inheritdoc />
    public Task<int> EraseAsync(Session session, ContactId contact) => Task.FromResult(0);

    /// <inheritdoc />
    public async Task<IReadOnlyList<string>> FilesAsync(Session session, ContactId contact) =>
    [
        .. (await session.QueryAsync<string>("SELECT header_id FROM message WHERE contact_id = @contact AND header_id <> ''", new { contact }))
            .Select(id => Path.Combine(options.MailFolder, EmlFileName.For(id))),
    ];
}
