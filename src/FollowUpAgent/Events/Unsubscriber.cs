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

    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(2);

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
                await effects.TakeAsync(session, happened, message.ContactId, row.ReceivedAt);
                var taken = await session.CountEventsAsync(message.ContactId, EventKind.Resubscribed, DateTimeOffset.UnixEpoch);
                if (await session.AddInboxRowAsync(taken == 0 ? row : row with { DedupeKey = KeyOf(id.Value, taken) }))
                {
                    await session.AddEventAsync(happened);
                }
            },
            cancellationToken);
    }

    /// <summary>Whether the recipient of a message is off the list by own wish; false where that cannot be known now.</summary>
    public async Task<bool> IsUnsubscribedAsync(MessageId id)
    {
        var now = clock.GetUtcNow();
        try
        {
            return await database.ReadAsync(async session => await FindOwnAsync(session, id, now) is not null, CancellationToken.None).WaitAsync(LongestLook);
        }
        catch (Exception e) when (DatabaseTrouble.Is(e))
        {
            return false;
        }
    }

    /// <summary>
    /// Takes the recipient's own unsubscribe back and stores that, in one transaction. Every other entry stays: a complaint, a bounce, what
    /// somebody here decided. Sequences that ended stay ended.
    /// </summary>
    /// <returns>Whether there was one.</returns>
    public Task<bool> TakeBackAsync(MessageId id, CancellationToken cancellationToken)
    {
        var row = RowOf(EventKind.Resubscribed, ids.New());
        var draft = new Event { Id = ids.New(), InboxId = row.Id, Kind = EventKind.Resubscribed, MessageId = id, OccurredAt = row.ReceivedAt };
        return database.WriteAsync(
            async session =>
            {
                if (await session.FindMessageAsync(id) is not { } message
                    || await session.LockContactAsync(message.ContactId) is null
                    || await FindOwnAsync(session, id, row.ReceivedAt) is not { } entry)
                {
                    return false;
                }

                await session.UnsuppressAsync(entry.AddressKey);
                await session.AddInboxRowAsync(row);
                return await session.AddEventAsync(draft with { ContactId = message.ContactId });
            },
            cancellationToken);
    }

    private static async Task<Suppression?> FindOwnAsync(Session session, MessageId id, DateTimeOffset now) =>
        await session.FindMessageAsync(id) is { } message
        && await session.FindContactAsync(message.ContactId) is { } contact
        && await session.FindSuppressionAsync(contact.AddressKey, now) is { Reason: SuppressionReason.Unsubscribed } entry
            ? entry
            : null;

    // An unsubscribe once a message, until it is taken back: mail programs repeat the request, and people press the button twice.
    private InboxRow RowOf(MessageId id) => RowOf(EventKind.Unsubscribed, id.Value);

    private InboxRow RowOf(string kind, Guid key) => new()
    {
        Id = ids.New(),
        Endpoint = Endpoint,
        DedupeKey = KeyOf(key, 0),
        ReceivedAt = clock.GetUtcNow(),
        Body = JsonSerializer.SerializeToUtf8Bytes(new { type = kind }),
        State = InboxState.Done,
    };

    private static byte[] KeyOf(Guid key, int takenBack) =>
        SHA256.HashData(takenBack == 0 ? key.ToByteArray(bigEndian: true) : [.. key.ToByteArray(bigEndian: true), .. BitConverter.GetBytes(takenBack)]);
}
