using FollowUpAgent.Events.Mail;

namespace FollowUpAgent.Tests.Events.Mail;

public sealed class ReplyTextTests
{
    [Theory]
    [InlineData("Unsubscribe")]
    [InlineData("please remove me")]
    [InlineData("Please remove me from your list, thanks!")]
    [InlineData("STOP")]
    [InlineData("Don't email me again.")]
    [InlineData("Hi,\nstop")]
    [InlineData("Stop\n\nKind regards,\nAda Brown")]
    [InlineData("uitschrijven")]
    [InlineData("Graag uitschrijven aub")]
    [InlineData("Schrijf mij uit.\n\nGroet, Jan")]
    [InlineData("Geen mail meer!")]
    public void A_short_answer_that_asks_for_no_more_mail_is_one(string text) => Assert.True(ReplyText.AsksToLeave(text));

    [Theory]
    [InlineData("")]
    [InlineData("Stop by any time")]
    [InlineData("Do not stop")]
    [InlineData("Never stop sending these")]
    [InlineData("I could not stop reading. Remove me from the waiting list and sign me up!")]
    [InlineData("Stop\n\nmaking me laugh, and call me tomorrow at nine please")]
    [InlineData("How do I unsubscribe?")]
    [InlineData("Niet uitschrijven")]
    [InlineData("Ja, graag")]
    public void Any_other_answer_is_none(string text) => Assert.False(ReplyText.AsksToLeave(text));

    [Theory]
    [InlineData("Yes\n\nOn Monday, Anna wrote:\n> Hello")]
    [InlineData("Yes\n\nOn Mon, 2 Mar 2026 at 10:00 Anna Acme\n<anna@acme.test> wrote:\nHello")]
    [InlineData("Yes\n> stop")]
    [InlineData("Yes\n-- \nAda Brown")]
    [InlineData("Yes\n\n-----Original Message-----\nstop")]
    [InlineData("Yes\r\n\r\nVan: Anna\r\nAan: Ada")]
    [InlineData("Yes\nOp ma 2 mrt 2026 schreef Anna het volgende:\nstop")]
    [InlineData("Yes\n________________________________\nFrom: Anna")]
    public void What_is_quoted_is_not_the_persons_own(string text) => Assert.StartsWith("Yes", ReplyText.WithoutQuotes(text), StringComparison.Ordinal);

    [Fact]
    public void A_quoted_unsubscribe_line_asks_for_nothing() =>
        Assert.False(ReplyText.AsksToLeave(ReplyText.WithoutQuotes("Sounds good\n\nOn Monday, Anna wrote:\n> unsubscribe")));
}
