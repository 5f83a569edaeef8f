using System.Security.Cryptography;
using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events;

/// <summary>Carries out an unsubscribe that came by a mail's own link. It has taken effect once the task completes.</summary>
internal sealed class Unsubscriber(Database database, EventEffects effects, IdSource ids, TimeProvider clock)
{
    /// <summary>The endpoint's name in the inbox.</summary>
    public const string Endpoint = "unsubscribe";

    /// <summary>
    /// Suppresses the recipient, ends all open enrollments and stores the event, in one transaction. A person who was erased leaves
    /// nothing to do: the suppression outlived them.
    /// </summary>
    public Task UnsubscribeAsync(MessageId id, CancellationToken cancellationToken)
    {
        var row = RowOf(id);
        var draft = new Event { Id = ids.New(), InboxId = row.Id, Kind = EventKind.Unsubscribed, MessageId = id, OccurredAt = row.ReceivedAt };
        return database.WriteAsync(
            async session =>
            {
                if (await session.FindMessageAsync(id) is not { } message || await session.LockContactAsync(message.ContactId) is null)
                {
                    return;
                }

                var happened = draft with { ContactId = message.ContactId };
                // The effect comes each time: the person may have been let in again since the first.
                await effects.TakeAsync(session, happened, message.ContactId, BounceKind.Soft, row.ReceivedAt);
                if (await session.AddInboxRowAsync(row))
                {
                    await session.AddEventAsync(happened);
                }
            },
            cancellationToken);
    }

    private InboxRow RowOf(MessageId id) => new()
    {
        Id = ids.New(),
        Endpoint = Endpoint,
        // Once a message: mail programs repeat the request, and people press the button twice.
        DedupeKey = SHA256.HashData(id.Value.ToByteArray(bigEndian: true)),
        ReceivedAt = clock.GetUtcNow(),
        Body = JsonSerializer.SerializeToUtf8Bytes(new { type = EventKind.Unsubscribed }),
        State = InboxState.Done,
    };
}
