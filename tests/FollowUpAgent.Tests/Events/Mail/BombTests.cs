using System.Text;
using FollowUpAgent.Events.Mail;
using FollowUpAgent.Tests.Events.Fuzz;

namespace FollowUpAgent.Tests.Events.Mail;

/// <summary>Mails that were once read for seconds, or wrongly: found by bending.</summary>
public sealed class BombTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);

    [Fact]
    public void A_longer_boundary_within_does_not_end_the_outer_part()
    {
        var mail = Raw.Of(
            """
            Content-Type: multipart/mixed; boundary=a

            --a
            Content-Type: multipart/alternative; boundary=aa

            --aa

            hello
            --aa--
            --a--
            """);

        Assert.Equal("hello", new MimeReader().Read(mail).Text);
    }

    [Theory]
    [InlineData("=?x-{0}?Q?a?=")]
    [InlineData("=?utf-8?X?")]
    [InlineData("=?utf-8?Q?")]
    public void Words_in_unknown_charsets_and_words_without_end_are_read_in_a_moment(string word)
    {
        var text = string.Concat(Enumerable.Range(0, 60_000).Select(i => word.Replace("{0}", $"{i}", StringComparison.Ordinal))) + "?=";

        Assert.InRange(ProcessorTime.LeastOf(3, () => EncodedWordReader.Decode(text)), TimeSpan.Zero, Moment);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("字")]
    [InlineData("a@")]
    [InlineData("a.b@c.")]
    [InlineData("user bad no ")]
    public void Twenty_diagnostics_that_are_one_long_word_are_understood_in_a_moment(string piece)
    {
        var words = string.Concat(Enumerable.Repeat(piece, 4000 / piece.Length));

        var time = ProcessorTime.LeastOf(3, () => Array.ForEach(Enumerable.Range(0, 20).ToArray(), _ => BounceRules.Of(words, null)));

        Assert.InRange(time, TimeSpan.Zero, Moment);
    }

    [Fact]
    public void A_report_about_hundreds_of_recipients_is_read_in_a_moment_and_for_the_first_of_them()
    {
        var groups = string.Join("\n\n", Enumerable.Range(0, 500).Select(i => $"Final-Recipient: rfc822; a{i}@b.test\nStatus: 5.0.{i}"));
        var mail = new ReceivedMail { Headers = [new MailHeader("From", "MAILER-DAEMON@b.test")], AllText = string.Concat(Enumerable.Repeat("it failed with policy and exceeded a user ", 150)) + "\n" + groups, DeliveryStatus = HeaderBlock.ReadGroups(Encoding.UTF8.GetBytes(groups)) };

        Assert.Equal("a0@b.test", BounceReader.Read(mail)[0].Recipient);
        Assert.InRange(ProcessorTime.LeastOf(3, () => BounceReader.Read(mail)), TimeSpan.Zero, Moment);
    }
}
