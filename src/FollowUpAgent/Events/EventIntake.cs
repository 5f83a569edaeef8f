using System.Security.Cryptography;
using System.Text;
using FollowUpAgent.Contacts;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Events.Effects;
using FollowUpAgent.Events.Replies;
using FollowUpAgent.Hosting;
using FollowUpAgent.Messages;
using FollowUpAgent.Signals;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events;

/// <summary>
/// Takes in one event that a reader understood, in the transaction of its row: finds whom it is about, stores it once, and lets it take
/// effect. The same event again, in this row or another, changes nothing.
/// </summary>
internal sealed class EventIntake(
    WebhooksOptions webhooks,
    AddressKeys addresses,
    SignedTokens tokens,
    EventEffects effects,
    ReplyEffects replies,
    OwnMail ownMail,
    Confirmation confirmation,
    IdSource ids)
{
    /// <summary>The key by which a source's event is known in the database.</summary>
    public static byte[] KeyOf(string endpoint, string key) => SHA256.HashData(Encoding.UTF8.GetBytes($"{endpoint}\n{key}"));

    /// <summary>The event as it will be stored, before anybody is looked up; made once, since a transaction may run twice.</summary>
    public Event Draft(InboxRow row, Heard heard, int position) => new()
    {
        Id = ids.New(),
        InboxId = row.Id,
        Position = position,
        Kind = heard.Kind,
        Link = heard.Link,
        Machine = heard.IsMachine,
        Negative = heard.IsNegative,
        Detail = heard.Detail is { Length: > 0 } detail ? detail : null,
        DedupeKey = heard.Key is null ? null : KeyOf(row.Endpoint, heard.Key),
        OccurredAt = Clamp(heard.At ?? row.ReceivedAt, row.ReceivedAt),
    };

    /// <summary>Takes it in.</summary>
    public async Task TakeInAsync(Session session, InboxRow row, Heard heard, Event draft, DateTimeOffset now)
    {
        if (heard.Withdraws is { } key)
        {
            var withdrawn = await session.WithdrawAsync(KeyOf(row.Endpoint, key), now);
            await session.RemoveSignalsAsync(withdrawn.Select(e => e.Id));
            return;
        }

        var message = await FindMessageAsync(session, row, heard);
        // Of an erased person the message is still known, and nothing new is kept about the person.
        var contact = message is null ? await FindContactAsync(session, heard) : await session.FindContactAsync(message.ContactId);
        if (await ownMail.RecogniseAsync(session, heard, contact, message is not null) is { } own)
        {
            if (await session.AddEventAsync(own.Of(draft)))
            {
                await ownMail.TakeAsync(session, own, now);
            }

            return;
        }

        var alike = message is null && contact is not null && heard.Parties is { } parties ? await session.FindMessageAsync(contact, parties.Subject, now) : null;
        var happened = draft with
        {
            MessageId = (message ?? alike)?.Id,
            ContactId = contact?.Id,
            Withdrawn = draft.DedupeKey is not null && await session.IsWithdrawnAsync(draft.DedupeKey),
            Matched = contact is null ? null : message is not null ? Match.Message : alike is not null ? Match.Subject : Match.Address,
        };
        if (!await session.AddEventAsync(happened))
        {
            return;
        }

        if (message is not null && EventKind.ProvesSending(happened.Kind))
        {
            await confirmation.ConfirmAsync(session, message, now);
        }

        if (contact is not null)
        {
            if (heard.Reply is { } reading)
            {
                await session.AddReplyAsync(Reply.Of(happened, contact.Id, reading));
            }

            if (EventSignals.Of(happened, contact) is { } signal)
            {
                await session.AddSignalAsync(signal);
            }

            await effects.TakeAsync(session, happened, contact.Id, BounceOf(heard, happened, contact), now);
            await replies.TakeAsync(session, happened, heard.Reply, message ?? alike, contact, now);
        }
    }

    // A forged report must not suppress, and a mail that was forwarded comes back for an address that is not the contact's.
    private static BounceKind BounceOf(Heard heard, Event happened, Contact contact)
    {
        if (!heard.IsProven && happened.Matched != Match.Message)
        {
            return BounceKind.Ours;
        }

        var isAnother = AddressKeys.Normalise(heard.FailedAddress) is { } failed && failed != contact.Address;
        return isAnother && heard.Bounce is BounceKind.Hard ? BounceKind.Soft : heard.Bounce;
    }

    private async Task<OutboxMessage?> FindMessageAsync(Session session, InboxRow row, Heard heard)
    {
        foreach (var name in heard.Names)
        {
            var id = MessageIds.TryRead(name, out var read) ? read : tokens.TryRead(name, TokenPurpose.Reply, out var token) ? token.MessageId : (Guid?)null;
            if (id is { } known && await session.FindMessageAsync(new MessageId(known)) is { } message)
            {
                return message;
            }
        }

        return heard.QueueId is { Length: > 0 } queueId && webhooks.Providers.TryGetValue(row.Endpoint[(row.Endpoint.IndexOf('/', StringComparison.Ordinal) + 1)..], out var provider)
            ? await session.FindMessageAsync(provider.Relay, queueId)
            : null;
    }

    private async Task<Contact?> FindContactAsync(Session session, Heard heard)
    {
        if (heard.Contact is { } id)
        {
            return await session.FindContactAsync(id);
        }

        return AddressKeys.Normalise(heard.Email) is { } address ? await session.FindContactAsync(addresses.KeyOf(address)) : null;
    }

    // An event from the future would own rewards that have not been earned yet; one from before our time is a wrong clock.
    private static DateTimeOffset Clamp(DateTimeOffset at, DateTimeOffset receivedAt) =>
        at > receivedAt ? receivedAt : at < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : at;
}
