using FollowUpAgent.Contacts;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events.Bounces;

/// <summary>The bounces' SQL: what counts of one contact's few events.</summary>
internal static class BounceStore
{
    /// <summary>How many mails to a contact came back for this reason in a stretch of time.</summary>
    public static Task<int> CountBouncesAsync(this Session session, ContactId contact, string word, DateTimeOffset after, DateTimeOffset until) => session.QueryValueAsync<int>(
        """
        SELECT COUNT(*)
        FROM event
        WHERE contact_id = @contact AND occurred_at > @after AND occurred_at <= @until AND kind = 'bounced' AND bounce = @word AND NOT withdrawn
        """,
        new { contact, word, after, until });

    /// <summary>The mailbox that last wrote to a contact, or null.</summary>
    public static Task<string?> FindLastSenderAsync(this Session session, ContactId contact) => session.QuerySingleOrDefaultAsync<string>(
        "SELECT sender FROM message WHERE contact_id = @contact AND attempted_at IS NOT NULL ORDER BY attempted_at DESC LIMIT 1", new { contact });
}
