using FollowUpAgent.Contacts;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events.Replies;

/// <summary>The SQL of answers.</summary>
internal static class ReplyStore
{
    private const string Columns = "event_id, contact_id, received_at, text, intent, confidence, reason, return_date, proposed_address, needs_person, corrected";

    /// <summary>Keeps an answer, in the transaction that stores its event; a repeat changes nothing.</summary>
    public static Task<int> AddReplyAsync(this Session session, Reply reply) => session.ExecuteAsync(Add, reply);

    /// <summary>The answer that an event is, or null.</summary>
    public static Task<Reply?> FindReplyAsync(this Session session, Guid eventId) => session.QuerySingleOrDefaultAsync<Reply>(
        $"SELECT {Columns} FROM reply WHERE event_id = @eventId", new { eventId });

    /// <summary>The answers of one contact, oldest first.</summary>
    public static Task<List<Reply>> RepliesOfAsync(this Session session, ContactId contact) => session.QueryAsync<Reply>(
        $"SELECT {Columns} FROM reply WHERE contact_id = @contact ORDER BY received_at, event_id", new { contact });

    /// <summary>Deletes the words of older answers; what they were understood to mean stays.</summary>
    public static Task<int> DeleteReplyTextsAsync(this Session session, DateTimeOffset before, int most) =>
        session.ExecuteAsync(DeleteTexts, new { before, most });

    private const string Add =
        $"""
        INSERT INTO reply ({Columns})
        VALUES (@EventId, @ContactId, @ReceivedAt, @Text, @Intent, @Confidence, @Reason, @ReturnDate, @ProposedAddress, @NeedsPerson, @Corrected)
        ON CONFLICT (event_id) DO NOTHING
        """;

    private const string DeleteTexts =
        """
        UPDATE reply
        SET text = NULL, reason = NULL, proposed_address = NULL
        WHERE event_id IN (SELECT event_id FROM reply WHERE text IS NOT NULL AND received_at < @before LIMIT @most)
        """;
}
