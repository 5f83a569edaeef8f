using FollowUpAgent.Messages;

namespace FollowUpAgent.Tests.Delivery;

/// <summary>Mails to send in tests; each id gives a mail of its own.</summary>
internal static class Mails
{
    public static OutgoingMail Mail(string id = "m.test", string text = "Hello there,\nthis is a test.\n") => new()
    {
        MessageId = $"{id}@mail.example",
        Date = new DateTimeOffset(2026, 3, 5, 8, 30, 0, TimeSpan.FromHours(2)),
        EnvelopeFrom = "bounce@mail.example",
        From = new Mailbox("Ann Example", "ann@mail.example"),
        To = new Mailbox("Bob Example", "bob@inbox.example"),
        Subject = "A short question",
        Text = text,
        Html = $"<p>{text}</p>\n",
    };
}
