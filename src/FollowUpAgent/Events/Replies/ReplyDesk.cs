using FollowUpAgent.Events.Mail;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events.Replies;

/// <summary>How a correction ended.</summary>
internal enum CorrectionOutcome
{
    /// <summary>Taken.</summary>
    Corrected,

    /// <summary>No answer of a known contact has this id.</summary>
    NotKnown,
}

/// <summary>Where people look at answers and say what they mean.</summary>
internal sealed class ReplyDesk(Database database, EventEffects effects, TimeProvider clock)
{
    /// <summary>The answers of late, newest first.</summary>
    /// <param name="needPerson">Whether only those that wait for a person.</param>
    /// <param name="most">How many.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public Task<List<Reply>> ListAsync(bool needPerson, int most, CancellationToken cancellationToken) =>
        database.ReadAsync(s => s.ListRepliesAsync(needPerson, most), cancellationToken);

    /// <summary>
    /// Says what an answer means. What follows from that meaning takes effect with it: a wish to be left alone suppresses. The classifier
    /// learns of it before it reads the next mail. Harmless when repeated; a later word counts instead of an earlier one.
    /// </summary>
    public Task<CorrectionOutcome> CorrectAsync(Guid eventId, ReplyIntent intent, string? by, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.WriteAsync(
            async session =>
            {
                if (await session.FindReplyAsync(eventId) is not { } reply)
                {
                    return CorrectionOutcome.NotKnown;
                }

                var isNo = intent is ReplyIntent.NotInterested or ReplyIntent.LeftCompany or ReplyIntent.WrongPerson or ReplyIntent.Unsubscribe;
                await session.CorrectReplyAsync(eventId, intent, isNo);
                if (reply.Text is { Length: > 0 } text)
                {
                    await session.KeepCorrectionAsync(new ReplyCorrection
                    {
                        EventId = eventId,
                        ContactId = reply.ContactId,
                        Text = text,
                        Intent = intent.ToText(),
                        CorrectedBy = by,
                        CorrectedAt = now,
                    });
                }

                if (intent is ReplyIntent.Unsubscribe)
                {
                    var asked = new Event { Id = eventId, Kind = EventKind.Unsubscribed, OccurredAt = reply.ReceivedAt };
                    await effects.TakeAsync(session, asked, reply.ContactId, now);
                }

                return CorrectionOutcome.Corrected;
            },
            cancellationToken);
    }
}
