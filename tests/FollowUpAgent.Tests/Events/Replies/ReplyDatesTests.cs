using System.Globalization;
using FollowUpAgent.Events.Mail;
using FollowUpAgent.Events.Replies;

namespace FollowUpAgent.Tests.Events.Replies;

public sealed class ReplyDatesTests
{
    [Theory]
    [InlineData("en")]
    [InlineData("nl")]
    public void A_day_is_understood_however_it_is_said(string language)
    {
        var said = HeldBackReplies.Days(language);

        Assert.InRange(said.Count, 40, int.MaxValue);
        Assert.Equal(
            said.Select(s => $"{s.Day} {s.Text}"),
            said.Select(s => $"{ReplyDates.Find(s.Text, new DateOnly(2026, 3, 2))?.ToString("O", CultureInfo.InvariantCulture)} {s.Text}"));
    }

    [Theory]
    [InlineData("I am not the right person, try purchasing@acme.test.", "purchasing@acme.test")]
    [InlineData("Neem contact op met Jan (jan@example0.test).\n\nGroet,\nPiet\npiet@privé.test", "jan@example0.test")]
    [InlineData("I am not the right person. Yours, ada@example0.test or anna@acme.test", null)]
    [InlineData("Wrong person, write to noreply@acme.test", null)]
    [InlineData("Sounds good, put bob@example0.test in the invite please.", null)]
    public void Whom_an_answer_refers_to_is_a_proposal(string text, string? address)
    {
        var mail = new ReceivedMail { Headers = [new MailHeader("From", "Ada <ada@example0.test>"), new MailHeader("To", "anna@acme.test")], Text = text };

        Assert.Equal(address, ReplyReader.Shipped.Read(mail, DateTimeOffset.UnixEpoch.AddYears(56)).ProposedAddress);
    }
}
