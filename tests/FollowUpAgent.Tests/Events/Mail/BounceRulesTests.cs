using FollowUpAgent.Events;
using FollowUpAgent.Events.Mail;

namespace FollowUpAgent.Tests.Events.Mail;

public sealed class BounceRulesTests
{
    [Theory]
    [InlineData("550 5.1.1 <ada@acme.test>: Recipient address rejected: User unknown", null, nameof(BounceClass.Hard))]
    [InlineData("550 no such mailbox here", "5.0.0", nameof(BounceClass.Hard))]
    [InlineData("Host or domain name not found", "5.4.4", nameof(BounceClass.Hard))]
    [InlineData("name server did not respond, try again later", "5.4.4", nameof(BounceClass.Transient))]
    [InlineData("552 5.2.2 mailbox full", null, nameof(BounceClass.Soft))]
    [InlineData("550 the account has been suspended", null, nameof(BounceClass.Soft))]
    [InlineData("552 5.3.4 message too large", null, nameof(BounceClass.Content))]
    [InlineData("554 a virus was found in the attachment", null, nameof(BounceClass.Content))]
    [InlineData("550 5.7.1 the client host is on a block list", null, nameof(BounceClass.Policy))]
    [InlineData("550 5.7.26 this mail is unauthenticated", null, nameof(BounceClass.Policy))]
    [InlineData("550 5.1.1 blocked by Spamhaus", null, nameof(BounceClass.Policy))]
    [InlineData("550 sender address rejected: domain not found", null, nameof(BounceClass.Policy))]
    [InlineData("450 4.2.0 greylisted, try again later", null, nameof(BounceClass.Transient))]
    [InlineData("421 too many connections", null, nameof(BounceClass.Transient))]
    [InlineData("550 sorry", null, nameof(BounceClass.Undetermined))]
    [InlineData(null, null, nameof(BounceClass.Undetermined))]
    public void Words_about_sender_or_message_go_before_codes(string? words, string? status, string reason) => Assert.Equal(reason, $"{BounceRules.Of(words, status)}");

    [Theory]
    [InlineData("Unknown", nameof(BounceClass.Hard))]
    [InlineData("Sender", nameof(BounceClass.Policy))]
    [InlineData("Message", nameof(BounceClass.Policy))]
    public void Unknown_is_the_mailbox_only_where_it_was_asked_for(string stage, string reason) =>
        Assert.Equal(reason, $"{BounceRules.Of("550 unknown user", "5.0.0", Enum.Parse<SmtpStage>(stage))}");

    [Theory]
    [InlineData("Hi. This is the qmail-send program at mx.acme.test.\n\n<ada@b.test>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 no such user\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <me@acme.test>", "5.1.1", "ada@b.test", nameof(BounceClass.Hard))]
    [InlineData("A message that you sent could not be delivered. The following address(es) failed:\n\n  ada@b.test\n    SMTP error from remote mail server after RCPT TO:<ada@b.test>:\n    550 mailbox is full\n\n------ This is a copy of the message ------\nno such user", "550", "ada@b.test", nameof(BounceClass.Soft))]
    [InlineData("送信先のメールボックスが一杯のため、送信できませんでした。\nCould not be delivered to: <ada@b.test>", null, "ada@b.test", nameof(BounceClass.Soft))]
    public void Reports_that_keep_no_standard_are_read_up_to_what_they_quote(string text, string? status, string recipient, string reason)
    {
        var mail = Mail("MAILER-DAEMON@mx.acme.test", "failure notice", text);

        var report = Assert.Single(BounceReader.Read(mail));

        Assert.Equal((EventKind.Bounced, status, recipient, reason), (report.Kind, report.Status, report.Recipient, $"{report.Class}"));
    }

    [Theory]
    [InlineData("ada@b.test", "Re: failure notice", "Your mail was returned? No idea what that means.")]
    [InlineData("ada@b.test", "Delivery", "The parcel could not be delivered, we moved.")]
    [InlineData("postmaster@b.test", "Your question", "Dear customer, thank you for your patience.")]
    public void One_sign_alone_makes_no_bounce(string from, string subject, string text)
    {
        Assert.NotEqual(MailKind.Bounce, MailReading.Of(Mail(from, subject, text), DateTimeOffset.UnixEpoch).Kind);
    }

    [Fact]
    public void A_notice_of_a_delay_is_no_failure()
    {
        var mail = Mail("MAILER-DAEMON@mx.acme.test", "Warning: message delayed", "Delivery to ada@b.test has been delayed. Host unknown. It will be tried again, no action is required.");

        var report = Assert.Single(BounceReader.Read(mail));

        Assert.Equal((EventKind.Deferred, BounceClass.Transient), (report.Kind, report.Class));
    }

    private static ReceivedMail Mail(string from, string subject, string text) => new()
    {
        Headers = [new MailHeader("From", from), new MailHeader("To", "me@acme.test"), new MailHeader("Subject", subject)],
        Text = text,
        AllText = text,
    };
}
