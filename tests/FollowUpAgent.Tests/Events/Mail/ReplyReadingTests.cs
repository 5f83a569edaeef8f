using FollowUpAgent.Events.Mail;
using FollowUpAgent.Events.Replies;

namespace FollowUpAgent.Tests.Events.Mail;

/// <summary>What answers mean. Certain phrases only; a wider set of phrasings is another matter.</summary>
public sealed class ReplyReadingTests
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 7, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Sounds good, let's talk on Thursday.", "Interested")]
    [InlineData("Could you send me some more information?", "Interested")]
    [InlineData("Yes please, book a demo for us.", "Interested")]
    [InlineData("Klinkt interessant, kunnen we volgende dinsdag bellen?", "Interested")]
    [InlineData("Stuur me maar een offerte.", "Interested")]
    [InlineData("How does this work with two offices?", "Question")]
    [InlineData("What is the difference with the basic version?", "Question")]
    [InlineData("Wat kost het per gebruiker?", "Question")]
    [InlineData("Hoe lang duurt de invoering?", "Question")]
    [InlineData("It is too expensive for a shop of our size.", "Objection")]
    [InlineData("We already use another tool and are happy with it.", "Objection")]
    [InlineData("Het is ons te duur.", "Objection")]
    [InlineData("Wij hebben al een vaste leverancier.", "Objection")]
    [InlineData("Not right now, please check back in the autumn.", "NotNow")]
    [InlineData("We are too busy this quarter, contact me in September.", "NotNow")]
    [InlineData("Op dit moment niet, misschien na de zomer.", "NotNow")]
    [InlineData("Mail me over drie maanden nog eens.", "NotNow")]
    [InlineData("Thanks, but we are not interested.", "NotInterested")]
    [InlineData("No thank you, we'll pass.", "NotInterested")]
    [InlineData("Wij hebben hier geen behoefte aan.", "NotInterested")]
    [InlineData("Nee, bedankt.", "NotInterested")]
    [InlineData("I am not the right person, try purchasing@acme.test.", "WrongPerson")]
    [InlineData("I forwarded your mail to my colleague Bob.", "WrongPerson")]
    [InlineData("Ik ga hier niet over, neem contact op met inkoop.", "WrongPerson")]
    [InlineData("Daarvoor ben ik niet de juiste persoon.", "WrongPerson")]
    [InlineData("Ada no longer works here.", "LeftCompany")]
    [InlineData("She has left the company last month.", "LeftCompany")]
    [InlineData("Jan is niet meer werkzaam bij ons.", "LeftCompany")]
    [InlineData("Hij is met pensioen.", "LeftCompany")]
    [InlineData("Please remove me from your list.", "Unsubscribe")]
    [InlineData("Stop sending me these mails, I asked before.", "Unsubscribe")]
    [InlineData("I do not want to receive any more of this.", "Unsubscribe")]
    [InlineData("Graag uitschrijven, dit is de derde keer.", "Unsubscribe")]
    [InlineData("Ik wil geen mails meer ontvangen.", "Unsubscribe")]
    [InlineData("Haal mij van de lijst.", "Unsubscribe")]
    [InlineData("Ok.", "Unclear")]
    public void Certain_phrases_say_what_an_answer_means(string text, string intent) => Assert.Equal(intent, $"{ReplyReader.Shipped.Understand(text).Intent}");

    [Theory]
    [InlineData("I am out of office and back on 16 March.", "2026-03-16")]
    [InlineData("Out of office from 3 to 17 March 2026", "2026-03-17")]
    [InlineData("I will return on 2026-04-01.", "2026-04-01")]
    [InlineData("Ik ben afwezig tot 12 mei.", "2026-05-12")]
    [InlineData("Vanaf maandag 9 maart ben ik weer bereikbaar.", "2026-03-09")]
    [InlineData("Ik ben op vakantie t/m 20-03-2026.", "2026-03-20")]
    [InlineData("I am on leave and back on Monday.", "2026-03-09")]
    [InlineData("Out of office, back in two weeks.", "2026-03-16")]
    [InlineData("I am away from my desk.", null)]
    public void An_absence_has_its_return_date(string text, string? date)
    {
        var mail = new ReceivedMail { Headers = [new MailHeader("Auto-Submitted", "auto-replied"), new MailHeader("Subject", "Automatic reply")], Text = text };

        var reading = MailReading.Of(mail, Monday);

        Assert.Equal(MailKind.OutOfOffice, reading.Kind);
        Assert.Equal((ReplyIntent.OutOfOffice, date), (reading.Reply!.Intent, reading.Reply.ReturnDate?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_machine_that_says_no_absence_is_an_automatic_answer()
    {
        var mail = new ReceivedMail { Headers = [new MailHeader("Auto-Submitted", "auto-replied"), new MailHeader("Subject", "Ticket 4711")], Text = "We received your request." };

        Assert.Equal(MailKind.AutoReply, MailReading.Of(mail, Monday).Kind);
    }

    [Fact]
    public void A_later_date_goes_with_not_now()
    {
        var mail = new ReceivedMail { Headers = [new MailHeader("From", "a@b.test")], Text = "Not now, try again in September." };

        var reply = MailReading.Of(mail, Monday).Reply!;

        Assert.Equal((ReplyIntent.NotNow, new DateOnly(2026, 9, 1)), (reply.Intent, reply.ReturnDate));
    }

    [Theory]
    [InlineData("Thanks, but we are not interested.", true)]
    [InlineData("Sounds good, let's talk.", false)]
    [InlineData("Ok.", false)]
    public void An_answer_that_says_no_is_no_reward(string text, bool isNegative)
    {
        var mail = new ReceivedMail { Headers = [new MailHeader("From", "a@b.test")], Text = text };

        var heard = Assert.Single(MailClassifier.Read(mail, Monday));

        Assert.Equal(("replied", isNegative), (heard.Kind, heard.IsNegative));
    }

    [Fact]
    public void Words_without_end_are_read_in_a_moment()
    {
        var text = string.Concat(Enumerable.Repeat("please contact my very own not now at the in a ", 20_000));

        var before = System.Diagnostics.Stopwatch.GetTimestamp();
        ReplyReader.Shipped.Understand(text);

        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(before), TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }
}
