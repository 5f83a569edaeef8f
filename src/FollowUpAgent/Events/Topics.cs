using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Events.Mail;
using FollowUpAgent.Messages;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events;

/// <summary>Finds the mail that an answer without a reference belongs to: of the same person, about the same, of late. Weak, and marked so.</summary>
internal static class Topics
{
    private const int MostLooked = 10;
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(30);

    /// <summary>The newest mail to this contact with this subject, or null.</summary>
    public static async Task<OutboxMessage?> FindMessageAsync(this Session session, Contact contact, string topic, DateTimeOffset now)
    {
        if (topic.Length == 0)
        {
            return null;
        }

        var sent = await session.QueryAsync<SentRow>(Sent, new { contact = contact.Id, since = now - LookBack, MostLooked });
        return sent.FirstOrDefault(s => MailParties.Topic(SubjectOf(s.Content)) == topic) is { } match ? await session.FindMessageAsync(match.Id) : null;
    }

    private static string SubjectOf(string content)
    {
        using var mail = JsonDocument.Parse(content);
        return mail.RootElement.TryGetProperty(nameof(OutgoingMail.Subject), out var subject) ? subject.GetString() ?? "" : "";
    }

    private const string Sent =
        """
        SELECT m.id, c.content
        FROM message m
        JOIN message_content c ON c.message_id = m.id
        WHERE m.contact_id = @contact AND m.attempted_at > @since AND (m.maybe_sent OR m.state IN ('sending', 'sent', 'unknown'))
        ORDER BY m.attempted_at DESC
        LIMIT @MostLooked
        """;

    private sealed class SentRow
    {
        public MessageId Id { get; set; }

        public string Content { get; set; } = "";
    }
}
