using System.Globalization;
using FollowUpAgent.Contacts;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Dispatch.Guards;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events.Bounces;

/// <summary>
/// Lets bounces take effect on the address, the recipient domain and our mailbox, and complaints on our mailbox, in the transaction that
/// stores the event. What a complaint means for the person is the matter of <see cref="EventEffects"/>.
/// </summary>
internal sealed class BounceEffects(SenderGuard guard, DispatchOptions options)
{
    /// <summary>Takes effect.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="happened">The event, stored.</param>
    /// <param name="contact">Whom it is about.</param>
    /// <param name="message">The message that it names, or null.</param>
    /// <param name="isBelieved">Whether it is more than somebody's word.</param>
    /// <param name="now">Business time.</param>
    public async Task TakeAsync(Session session, Event happened, Contact contact, OutboxMessage? message, bool isBelieved, DateTimeOffset now)
    {
        if (happened.Withdrawn)
        {
            return;
        }

        if (happened.Kind == EventKind.Complained)
        {
            await ComplainAsync(session, happened, contact, message, isBelieved, now);
        }
        else if (BouncePolicy.Of(happened) is { } policy)
        {
            await BounceAsync(session, happened, contact, message, policy, now);
        }
    }

    private async Task ComplainAsync(Session session, Event happened, Contact contact, OutboxMessage? message, bool isBelieved, DateTimeOffset now)
    {
        // Three forged reports would stop a mailbox.
        if (isBelieved && (message?.Sender ?? await session.FindLastSenderAsync(contact.Id)) is { } sender)
        {
            await guard.NoteComplaintAsync(session, sender, happened.Id, happened.OccurredAt, now);
        }
    }

    private async Task BounceAsync(Session session, Event happened, Contact contact, OutboxMessage? message, BouncePolicy policy, DateTimeOffset now)
    {
        if (policy.OpensCircuit && message is not null)
        {
            await session.OpenCircuitAsync(message, happened.Detail?.Split(' ')[0], now);
        }

        if (policy.Suppresses || policy.Pauses)
        {
            // Locked before it is counted: of two bounces at the same time, one sees the other.
            var known = await session.LockContactAsync(contact.Id);
            var times = policy.Times == 1 ? 1 : await session.CountBouncesAsync(contact.Id, policy.Word, happened.OccurredAt - policy.Within, happened.OccurredAt);
            if (known is not null && times >= policy.Times)
            {
                await SuppressAsync(session, happened, known, policy, times, now);
            }
        }

        if (policy.IsOfMailbox && message is not null)
        {
            await guard.NoteHardBounceAsync(session, message, now);
        }
    }

    private async Task SuppressAsync(Session session, Event happened, Contact contact, BouncePolicy policy, int times, DateTimeOffset now)
    {
        await session.SuppressAsync(new Suppression
        {
            AddressKey = contact.AddressKey,
            Reason = SuppressionReason.Bounced,
            Evidence = string.Create(CultureInfo.InvariantCulture, $"{policy.Word} {happened.Detail ?? "no code"}, {times} times, event {happened.Id}"),
            Since = happened.OccurredAt,
            Until = now + (policy.Pauses ? options.SuppressFullFor : options.SuppressBouncedFor),
        });
        await session.StopAllAsync(contact.Id, ExitReason.Bounced, now);
    }
}
