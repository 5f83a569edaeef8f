using System.Security.Cryptography;
using System.Text;
using FollowUpAgent.Contacts;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Events.Bounces;
using FollowUpAgent.Events.Effects;
using FollowUpAgent.Events.Machines;
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
    BounceEffects bounces,
    MachineMarks marks,
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
            foreach (var gone in withdrawn)
            {
                await session.RelabelAsync(gone, now);
            }

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
        var bounce = contact is null ? null : WhyBounced(heard, happened, contact);
        happened = await MarkedAsync(session, heard, happened with { Bounce = BouncePolicy.WordOf(happened, bounce) }, message);
        if (!await session.AddEventAsync(happened))
        {
            return;
        }

        if (message is not null && EventKind.ProvesSending(happened.Kind))
        {
            await confirmation.ConfirmAsync(session, message, now);
        }

        await session.RelabelAsync(happened, now);
        if (contact is not null)
        {
            if (heard.Reply is { } reading)
            {
                await session.AddReplyAsync(Reply.Of(happened, contact.Id, reading));
            }

            if (!happened.AwaitsLabel && EventSignals.Of(happened, contact) is { } signal)
            {
                await session.AddSignalAsync(signal);
            }

            await effects.TakeAsync(session, happened, contact.Id, now);
            await bounces.TakeAsync(session, happened, contact, message, IsBelieved(heard, happened), now);
            await replies.TakeAsync(session, happened, heard.Reply, message ?? alike, contact, now);
        }
    }

    // Anybody may write a mail that looks like a report.
    private static bool IsBelieved(Heard heard, Event happened) => heard.IsProven || happened.Matched == Match.Message;

    // A forged report says nothing, and a mail that was forwarded comes back for an address that is not the contact's.
    private static BounceClass? WhyBounced(Heard heard, Event happened, Contact contact)
    {
        if (!IsBelieved(heard, happened))
        {
            return null;
        }

        var isAnother = AddressKeys.Normalise(heard.FailedAddress) is { } failed && failed != contact.Address;
        return isAnother && heard.Bounce is BounceClass.Hard ? BounceClass.Undetermined : heard.Bounce;
    }

    // What a request shows of itself is known at once; what is around it, after a while.
    private async Task<Event> MarkedAsync(Session session, Heard heard, Event happened, OutboxMessage? message)
    {
        if (happened.Kind is not (EventKind.Clicked or EventKind.Opened or EventKind.UnsubscribeViewed))
        {
            return happened;
        }

        var shown = marks.Of(heard);
        var isLabelled = message is not null && !happened.Withdrawn && happened.Kind is not EventKind.UnsubscribeViewed;
        var link = heard.Link is null && heard.Url is not null && message is not null ? await session.FindLinkNumberAsync(message.Template, heard.Url) : heard.Link;
        return happened with
        {
            Link = link,
            Marks = shown,
            Network = message is null ? null : marks.NetworkOf(heard, message.Id),
            Machine = link == TrackedLink.Honeypot || (shown?.Split(' ').Any(MachineMarks.IsCertain) ?? false),
            LabelAt = isLabelled ? happened.OccurredAt + MachinePump.Wait : null,
        };
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
