using System.Text.Json.Nodes;
using FollowUpAgent.Storage;
using FollowUpAgent.Storage.Idempotency;

namespace FollowUpAgent.Contacts;

/// <summary>
/// Answers of the API that are kept for a day. Whom one names is not known: erasing takes the bodies of all, and what took place stays known. An export
/// leaves them out, for they only repeat what the rooms hold.
/// </summary>
internal sealed class AnswersPersonalData : IPersonalData
{
    /// <inheritdoc />
    public string Room => "api";

    /// <inheritdoc />
    public IReadOnlyList<string> Tables { get; } = [IdempotencyStore.Table];

    /// <inheritdoc />
    public Task<JsonNode?> ExportAsync(Session session, ContactId contact) => Task.FromResult<JsonNode?>(null);

    /// <inheritdoc />
    public Task<int> EraseAsync(Session session, ContactId contact) => session.DeleteAnswerBodiesAsync();
}
