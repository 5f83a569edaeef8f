using FollowUpAgent.Contacts;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>
/// Takes an event's word that a message left, where no answer of the relay said so: the message is sent, its sequence goes on, and it is
/// not sent again. Harmless when repeated.
/// </summary>
internal sealed class Confirmation(Progress progress)
{
    /// <summary>Confirms a message.</summary>
    /// <returns>True where its fate was unknown until now.</returns>
    public async Task<bool> ConfirmAsync(Session session, OutboxMessage message, DateTimeOffset now)
    {
        if (message.State is MessageState.Sent or MessageState.Failed or MessageState.Cancelled or MessageState.Quarantined)
        {
            return false;
        }

        // The locks in the order of commit A.
        await session.LockContactAsync(message.ContactId);
        await session.ExecuteAsync($"SELECT 1 FROM enrollment WHERE id = @EnrollmentId {session.Dialect.ForUpdate}", message);
        if (await session.ExecuteAsync(Confirm, new { message.Id, now }) == 1)
        {
            await progress.SentAsync(session, message, now);
            return true;
        }

        await session.ExecuteAsync(Note, new { message.Id, now });
        return false;
    }

    // With another fence: a worker that holds it for a second try finds it taken at commit A.
    private const string Confirm =
        """
        UPDATE message
        SET state = 'sent', reason = 'confirmed by an event', sent_at = @now, confirmed_at = @now, owner = NULL, lease_until = 0, fence = fence + 1
        WHERE id = @Id AND (state = 'unknown' OR maybe_sent AND state IN ('queued', 'leased'))
        """;

    // Its worker is sending it, or is dead: recovery looks here once the lease is over.
    private const string Note = "UPDATE message SET confirmed_at = @now WHERE id = @Id AND state = 'sending' AND confirmed_at IS NULL";
}
