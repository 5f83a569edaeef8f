using FollowUpAgent.Contacts;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Events.Effects;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events;

/// <summary>
/// Lets an event take effect in the transaction that stores it: a reply or a goal stops, an unsubscribe or a complaint stops and
/// suppresses. Harmless when repeated.
/// </summary>
internal sealed class EventEffects(SequenceCatalog catalog, Colleagues colleagues)
{
    /// <summary>Takes effect on one contact.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="happened">The event.</param>
    /// <param name="contact">Whom it is about.</param>
    /// <param name="now">Business time.</param>
    public async Task TakeAsync(Session session, Event happened, ContactId contact, DateTimeOffset now)
    {
        switch (happened.Kind)
        {
            case EventKind.Unsubscribed:
                await SuppressAsync(session, contact, happened, ExitReason.Unsubscribed, now);
                break;
            case EventKind.Complained:
                await SuppressAsync(session, contact, happened, ExitReason.Complained, now);
                break;
            case EventKind.Replied when !happened.Machine:
                // As in commit A, whatever else follows from it.
                await session.LockContactAsync(contact);
                await StopAsync(session, contact, StopSignal.Reply, ExitReason.Replied, now);
                await colleagues.StopAsync(session, contact, now);
                break;
            case EventKind.Goal:
                await StopAsync(session, contact, StopSignal.Goal, ExitReason.GoalReached, now);
                break;
            case EventKind.Meeting:
                await StopAsync(session, contact, StopSignal.Meeting, ExitReason.MeetingBooked, now);
                break;
            default:
                // Clicks, visits and own outcomes are evidence; what a machine answers is no wish of theirs; for bounces see BounceEffects.
                break;
        }
    }

    private static Task SuppressAsync(Session session, ContactId contact, Event happened, ExitReason reason, DateTimeOffset now) =>
        SuppressAsync(session, contact, happened, reason.ToText(), reason, now);

    /// <summary>Suppresses a contact's address and ends everything for it.</summary>
    public static async Task SuppressAsync(Session session, ContactId contact, Event happened, string why, ExitReason reason, DateTimeOffset now)
    {
        // Locked before anything else, as in commit A: both orders of the two are right, and neither waits for the other in a circle.
        if (await session.LockContactAsync(contact) is { } known)
        {
            if ((await session.FindSuppressionAsync(known.AddressKey, now))?.Reason != why)
            {
                await Budget.NoteAsync(session, reason, happened.OccurredAt);
            }

            await session.SuppressAsync(new Suppression
            {
                AddressKey = known.AddressKey,
                Reason = why,
                Evidence = happened.MessageId is { } message ? $"message {message}" : $"event {happened.Id}",
                Since = happened.OccurredAt,
            });
        }

        await session.StopAllAsync(contact, reason, now);
    }

    private async Task StopAsync(Session session, ContactId contact, StopSignal signal, ExitReason reason, DateTimeOffset now)
    {
        foreach (var enrollment in await session.FindEnrollmentsAsync([contact]))
        {
            // A sequence that left the configuration is over anyway.
            if (catalog.Find(enrollment.Sequence)?.StopsOn.Contains(signal) != false)
            {
                await session.StopAsync(enrollment.Id, reason, now);
            }
        }
    }
}
