using FollowUpAgent.Contacts;
using FollowUpAgent.Events.Mail;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events.Replies;

/// <summary>The SQL of answers.</summary>
internal static class ReplyStore
{
    private const int MostCorrections = 2000;
    private const string Columns = "event_id, contact_id, received_at, text, intent, confidence, reason, return_date, proposed_address, needs_person, corrected";

    /// <summary>Keeps an answer, in the transaction that stores its event; a repeat changes nothing.</summary>
    public static Task<int> AddReplyAsync(this Session session, Reply reply) => session.ExecuteAsync(Add, reply);

    /// <summary>The answer that an event is, or null.</summary>
    public static Task<Reply?> FindReplyAsync(this Session session, Guid eventId) => session.QuerySingleOrDefaultAsync<Reply>(
        $"SELECT {Columns} FROM reply WHERE event_id = @eventId", new { eventId });

    /// <summary>The answers of one contact, oldest first.</summary>
    public static Task<List<Reply>> RepliesOfAsync(this Session session, ContactId contact) => session.QueryAsync<Reply>(
        $"SELECT {Columns} FROM reply WHERE contact_id = @contact ORDER BY received_at, event_id", new { contact });

    /// <summary>The answers of late, newest first.</summary>
    public static Task<List<Reply>> ListRepliesAsync(this Session session, bool needPerson, int most) => session.QueryAsync<Reply>(
        $"SELECT {Columns} FROM reply {(needPerson ? "WHERE needs_person" : "")} ORDER BY received_at DESC, event_id LIMIT @most", new { most });

    /// <summary>Puts a person's word in the place of the classifier's; Rewards looks at the event again.</summary>
    public static async Task CorrectReplyAsync(this Session session, Guid eventId, ReplyIntent intent, bool isNo)
    {
        await session.ExecuteAsync(Correct, new { eventId, intent = intent.ToText() });
        await session.ExecuteAsync("UPDATE event SET negative = @isNo, rewarded = false WHERE id = @eventId AND negative <> @isNo", new { eventId, isNo });
    }

    /// <summary>Keeps a sample for the classifier; a later word counts instead of an earlier one.</summary>
    public static Task<int> KeepCorrectionAsync(this Session session, ReplyCorrection correction) => session.ExecuteAsync(Keep, correction);

    /// <summary>What tells whether corrections came or went.</summary>
    public static async Task<CorrectionMark> CorrectionMarkAsync(this Session session) => (await session.QuerySingleOrDefaultAsync<CorrectionMark>(
        "SELECT COUNT(*) AS count, COALESCE(MAX(corrected_at), 0) AS latest FROM reply_correction"))!;

    /// <summary>The latest corrections.</summary>
    public static Task<List<ReplyCorrection>> CorrectionsAsync(this Session session) => session.QueryAsync<ReplyCorrection>(
        $"""
        SELECT event_id, contact_id, text, intent, corrected_by, corrected_at
        FROM reply_correction
        ORDER BY corrected_at DESC, event_id
        LIMIT {MostCorrections}
        """);

    /// <summary>Deletes the words of older answers; what they were understood to mean stays.</summary>
    public static Task<int> DeleteReplyTextsAsync(this Session session, DateTimeOffset before, int most) =>
        session.ExecuteAsync(DeleteTexts, new { before, most });

    private const string Correct =
        """
        UPDATE reply
        SET intent = @intent, confidence = 1, needs_person = false, corrected = true
        WHERE event_id = @eventId
        """;

    private const string Keep =
        """
        INSERT INTO reply_correction (event_id, contact_id, text, intent, corrected_by, corrected_at)
        VALUES (@EventId, @ContactId, @Text, @Intent, @CorrectedBy, @CorrectedAt)
        ON CONFLICT (event_id) DO UPDATE SET intent = @Intent, corrected_by = @CorrectedBy, corrected_at = @CorrectedAt
        """;

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

/// <summary>What tells whether corrections came or went.</summary>
internal sealed record CorrectionMark
{
    /// <summary>There is none.</summary>
    public static readonly CorrectionMark None = new();

    /// <summary>How many there are.</summary>
    public long Count { get; init; }

    /// <summary>When the last one was made.</summary>
    public long Latest { get; init; }
}
