using FollowUpAgent.Cli.Demo;
using FollowUpAgent.Delivery.Composing;
using FollowUpAgent.Messages;

namespace FollowUpAgent.Tests.Cli.Demo;

public sealed class ReceivedMailTests
{
    [Theory]
    [InlineData("Plain words", false)]
    [InlineData("Eén lange vraag over prijzen, voorwaarden en nog veel meer dat op één regel niet past: klopt dat zo?", true)]
    public async Task A_mail_is_read_as_its_reader_sees_it(string subject, bool asks)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, MailComposer.Compose(MailOf(subject)));

        var read = ReceivedMail.Read(file);

        File.Delete(file);
        Assert.Equal(("<m.1@acme.test>", "eva@x.example", subject), (read.MessageId, read.To, read.Subject));
        Assert.Equal(asks, read.Subject.Contains('?', StringComparison.Ordinal));
        Assert.Equal("http://localhost:5080/c/abc", read.Link?.AbsoluteUri);
        Assert.Equal("http://localhost:5080/o/def.gif", read.Pixel?.AbsoluteUri);
        Assert.Equal("http://localhost:5080/u/ghi", read.Unsubscribe.AbsoluteUri);
        Assert.Equal(7 + 80, read.Words);
    }

    private static OutgoingMail MailOf(string subject) => new()
    {
        MessageId = "m.1@acme.test",
        Date = new DateTimeOffset(2026, 1, 5, 9, 30, 0, TimeSpan.Zero),
        EnvelopeFrom = "anna@acme.test",
        From = new Mailbox("Anna", "anna@acme.test"),
        To = new Mailbox("Eva, née Vos", "eva@x.example"),
        Subject = subject,
        Text = $"Kijk (http://localhost:5080/c/abc), of meld af (http://localhost:5080/u/ghi) =é {string.Join(' ', Enumerable.Repeat("woord", 80))}",
        Html = "<p>Kijk</p><img width=\"1\" src=\"http://localhost:5080/o/def.gif\" alt=\"\">",
        Headers = [new MailHeader("List-Unsubscribe", "<http://localhost:5080/u/ghi>"), new MailHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")],
    };
}
