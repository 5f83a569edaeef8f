using FollowUpAgent.Contacts;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Events.Mail;
using FollowUpAgent.Events.Replies;
using FollowUpAgent.Oversight;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events.Effects;

/// <summary>
/// What follows from the meaning of an answer, beside that it stops the sequence: a task for a person, a suppression, a wait. An answer that was
/// reported without its words has none of it: who reported it has them.
/// </summary>
internal sealed class ReplyEffects(Owners owners, Absences absences, TaskDesk desk)
{
    private const int MostKept = 4000;

    /// <summary>Takes effect on one contact, in the transaction that stores the event.</summary>
    public async Task TakeAsync(Session session, Event happened, ReplyReading? reading, OutboxMessage? message, Contact contact, DateTimeOffset now)
    {
        if (happened.Kind == EventKind.Answered)
        {
            await session.LockContactAsync(contact.Id);
            await desk.AnsweredAsync(session, contact.Id, null, now);
        }

        if (reading is null || happened.Withdrawn || happened.Kind is not (EventKind.Replied or EventKind.AutoReplied))
        {
            return;
        }

        var isSure = !reading.NeedsPerson;
        switch (reading.Intent)
        {
            // Of a mail anybody may be the author: only one that names our mail takes an address off for good.
            case ReplyIntent.LeftCompany when isSure && happened.Matched == Match.Message:
                await EventEffects.SuppressAsync(session, contact.Id, happened, SuppressionReason.LeftCompany, ExitReason.Suppressed, now);
                break;
            case ReplyIntent.OutOfOffice when happened.Machine:
                await absences.AwaitReturnAsync(session, contact, reading.ReturnDate, now);
                break;
            default:
                if (!happened.Machine && KindOf(reading.Intent, isSure) is { } kind)
                {
                    await HandOverAsync(session, happened, kind, Reply.Of(happened, contact.Id, reading), message, contact, now);
                }

                break;
        }
    }

    // A later, a no and an absence need nobody while they are sure. A sure wish for no more mail is no reply: it came as an unsubscribe.
    private static string? KindOf(ReplyIntent intent, bool isSure) => intent switch
    {
        ReplyIntent.Unsubscribe => TaskKind.UnsubscribeUnsure,
        _ when !isSure => TaskKind.Unclear,
        ReplyIntent.Interested => TaskKind.Interested,
        ReplyIntent.Question => TaskKind.Question,
        ReplyIntent.Objection => TaskKind.Objection,
        ReplyIntent.WrongPerson => TaskKind.Referral,
        ReplyIntent.Unclear or ReplyIntent.LeftCompany => TaskKind.Unclear,
        ReplyIntent.NotNow or ReplyIntent.NotInterested or ReplyIntent.OutOfOffice or ReplyIntent.AutoReply => null,
        _ => throw new ArgumentOutOfRangeException(nameof(intent), intent, "No such intent."),
    };

    private async Task HandOverAsync(
        Session session, Event happened, string kind, Reply reply, OutboxMessage? message, Contact contact, DateTimeOffset now)
    {
        // Held, so that no mail passes commit A meanwhile: one that comes later sees the task.
        await session.LockContactAsync(contact.Id);
        var sequence = message?.Sequence ?? (await session.FindEnrollmentsAsync([contact.Id])).LastOrDefault()?.Sequence;
        await session.OpenTaskAsync(new OwnerTask
        {
            // The event's own id: one task an event, however often it is taken in.
            Id = new TaskId(happened.Id),
            ContactId = contact.Id,
            EnrollmentId = message?.EnrollmentId,
            Sequence = sequence,
            EventId = happened.Id,
            Kind = kind,
            Reason = reply.Reason,
            Text = Short(reply.Text),
            ProposedAddress = reply.ProposedAddress,
            Owner = owners.Of(contact, sequence),
            OpenedAt = now,
        });
    }

    private static string? Short(string? text) =>
        text is not { Length: > MostKept } ? text : char.IsHighSurrogate(text[MostKept - 1]) ? text[..(MostKept - 1)] : text[..MostKept];
}
