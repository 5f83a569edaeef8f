using System.Text;
using FollowUpAgent.Delivery.Composing;
using FollowUpAgent.Messages;

namespace FollowUpAgent.Tests.Delivery.Composing;

public class MailComposerTests
{
    [Fact]
    public void A_mail_is_text_and_html_under_headers_in_the_usual_order()
    {
        var mail = Mails.Mail() with
        {
            ReplyTo = new Mailbox(null, "r+1@mail.example"),
            Headers = [new("In-Reply-To", "<m.before@mail.example>"), new("Auto-Submitted", "auto-generated")],
        };

        var lines = Compose(mail).Split("\r\n");

        Assert.Equal(
            [
                "Date: Thu, 05 Mar 2026 06:30:00 +0000", "From: Ann Example <ann@mail.example>", "To: Bob Example <bob@inbox.example>",
                "Reply-To: r+1@mail.example", "Subject: A short question", "Message-ID: <m.test@mail.example>",
                "In-Reply-To: <m.before@mail.example>", "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
                "Content-Type: multipart/alternative;", " boundary=\"=_0e0dca9540ba8d44c7b42ffd094bb3c9\"", "",
            ],
            lines[..12]);
        Assert.Equal(["Content-Type: text/plain; charset=utf-8", "Content-Type: text/html; charset=utf-8"],
            lines[12..].Where(l => l.StartsWith("Content-Type", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_same_mail_always_has_the_same_bytes() =>
        Assert.Equal(MailComposer.Compose(Mails.Mail()), MailComposer.Compose(Mails.Mail()));

    [Theory]
    [InlineData("Subject")]
    [InlineData("From")]
    [InlineData("To")]
    [InlineData("Reply-To")]
    [InlineData("Message-ID")]
    [InlineData("X-Campaign")]
    [InlineData("References")]
    [InlineData("List-Unsubscribe")]
    public void No_control_character_gets_into_a_header(string header)
    {
        foreach (var control in "\r\n\0\t\x0b\x1b\x7f\x85")
        {
            var mail = With(header, $"a{control}Bcc: thief@evil.example");

            var exception = Assert.Throws<MailCompositionException>(() => MailComposer.Compose(mail));

            Assert.Equal(header, exception.Header);
            Assert.DoesNotContain("thief", exception.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("no-at-sign")]
    [InlineData("@nobody.example")]
    [InlineData("nowhere@")]
    [InlineData("two words@x.example")]
    [InlineData("a@b@x.example")]
    [InlineData("a@exa mple.com")]
    [InlineData("a@x.example>")]
    [InlineData("a<b@x.example")]
    [InlineData("a@-x.example")]
    [InlineData("a@x..example")]
    [InlineData("\"a\"b\"@x.example")]
    [InlineData("jürgen@x.example")]
    public void An_address_that_SMTP_cannot_carry_is_refused(string address)
    {
        var exception = Assert.Throws<MailCompositionException>(() => MailAddress.ToAscii("To", address));

        Assert.Equal("To", exception.Header);
        Assert.DoesNotContain(address, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ann@bücher.example", "ann@xn--bcher-kva.example")]
    [InlineData("user..name.@docomo.example", "\"user..name.\"@docomo.example")]
    [InlineData("\"two words\"@x.example", "\"two words\"@x.example")]
    [InlineData("o'neil+tag@x.example", "o'neil+tag@x.example")]
    public void An_address_is_written_in_the_form_that_SMTP_carries(string address, string expected) =>
        Assert.Equal(expected, MailAddress.ToAscii("To", address));

    [Fact]
    public void A_header_of_the_composer_cannot_be_given_twice() =>
        Assert.Equal("bcc", Assert.Throws<MailCompositionException>(() => MailComposer.Compose(With("bcc", "x@y.example"))).Header);

    [Fact]
    public void References_are_folded_between_ids()
    {
        var ids = Enumerable.Range(0, 12).Select(i => $"<m.{i:D26}@mail.example>").ToArray();

        var lines = StructuredHeader.Write("References", string.Join(' ', ids)).Split("\r\n");

        Assert.Equal(12, lines.Length);
        Assert.All(lines[1..], line => Assert.Matches("^ <[^ ]+>$", line));
    }

    [Fact]
    public void List_Unsubscribe_is_folded_between_its_addresses_only()
    {
        var uri = $"<https://links.example/u/{new string('t', 90)}?a=1,2>";

        var header = StructuredHeader.Write("List-Unsubscribe", $"{uri}, <mailto:u@mail.example?subject=stop>");

        Assert.Equal($"List-Unsubscribe: {uri},\r\n <mailto:u@mail.example?subject=stop>", header);
    }

    [Fact]
    public void A_header_for_machines_is_never_encoded() =>
        Assert.Throws<MailCompositionException>(() => StructuredHeader.Write("List-Unsubscribe", "<https://bücher.example>"));

    [Theory]
    [InlineData(null, "To: b@x.example")]
    [InlineData("Bob B", "To: Bob B <b@x.example>")]
    [InlineData("Bob B. Goode", "To: \"Bob B. Goode\" <b@x.example>")]
    [InlineData("Bob \"B\" \\", "To: \"Bob \\\"B\\\" \\\\\" <b@x.example>")]
    [InlineData("=?UTF-8?Q?Bob?=", "To: =?UTF-8?B?PT9VVEYtOD9RP0JvYj89?= <b@x.example>")]
    [InlineData("Jürgen", "To: =?UTF-8?Q?J=C3=BCrgen?= <b@x.example>")]
    [InlineData("山田太郎", "To: =?UTF-8?B?5bGx55Sw5aSq6YOO?= <b@x.example>")]
    public void A_name_is_written_so_that_every_reader_sees_the_same(string? name, string expected) =>
        Assert.Equal(expected, DisplayName.Write("To", name, "b@x.example"));

    private static OutgoingMail With(string header, string value) => header switch
    {
        "Subject" => Mails.Mail() with { Subject = value },
        "From" => Mails.Mail() with { From = new Mailbox(value, "a@x.example") },
        "To" => Mails.Mail() with { To = new Mailbox(null, $"{value}@x.example") },
        "Reply-To" => Mails.Mail() with { ReplyTo = new Mailbox(value, "a@x.example") },
        "Message-ID" => Mails.Mail() with { MessageId = $"{value}@x.example" },
        _ => Mails.Mail() with { Headers = [new MailHeader(header, value)] },
    };

    private static string Compose(OutgoingMail mail) => Encoding.ASCII.GetString(MailComposer.Compose(mail));
}
