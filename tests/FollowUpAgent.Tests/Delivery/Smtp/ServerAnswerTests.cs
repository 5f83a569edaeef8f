using System.Text;
using FollowUpAgent.Delivery;
using FollowUpAgent.Delivery.Smtp;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Delivery.Smtp;

public class ServerAnswerTests
{
    [Theory]
    [InlineData("2.0.0 Ok: queued as 4XyZ12", "4XyZ12")]
    [InlineData("OK id=1qAbCd-000123-Ef", "1qAbCd-000123-Ef")]
    [InlineData("2.0.0 4f2ab319 Message accepted for delivery", "4f2ab319")]
    [InlineData("2.6.0 <m.1@mail.example> [InternalId=123, Hostname=x] 1234 bytes Queued mail for delivery", "m.1@mail.example")]
    [InlineData("Message Queued (7D2A-41.1)", "7D2A-41.1")]
    [InlineData("ok 1700000000 qp 4711", "4711")]
    [InlineData("2.0.0 OK  1700000000 a640c23a62f3a-ab12.34 - gsmtp", "a640c23a62f3a-ab12.34")]
    [InlineData("Ok 0102018c-1234-5678-9abc-def012345678-000000", "0102018c-1234-5678-9abc-def012345678-000000")]
    [InlineData("2.0.0 Ok", null)]
    [InlineData("Great success", null)]
    public void The_servers_name_for_a_mail_is_found_in_its_words(string text, string? id)
    {
        var reply = Read($"250 {text}\r\n").ToReply(".");

        Assert.Equal(id, QueueId.Find(reply.Text));
    }

    [Fact]
    public void A_reply_is_kept_short_and_free_of_control_characters()
    {
        var reply = Read($"550 5.7.1 \u001b[31mred\0\u0085{new string('x', 498)}🚀🚀\r\n").ToReply("RCPT");

        Assert.InRange(reply.Text.Length, 499, SmtpReply.LongestText);
        Assert.DoesNotContain(reply.Text, char.IsControl);
        Assert.False(char.IsHighSurrogate(reply.Text[^1]));
    }

    [Theory]
    [InlineData("550 5.1.1 x", "5.1.1")]
    [InlineData("550 5.1.1", "5.1.1")]
    [InlineData("550 4.1.1 wrong class", null)]
    [InlineData("550 5.1.1.2 x", null)]
    [InlineData("550 1.2.3.4 x", null)]
    [InlineData("550 see 5.1.1", null)]
    public void An_enhanced_code_stands_first_and_fits_the_code(string line, string? expected) =>
        Assert.Equal(expected, Read($"{line}\r\n").ToReply("RCPT").EnhancedCode);

    [Fact]
    public void Whatever_bytes_come_are_a_reply_or_garbage_or_not_enough()
    {
        var chance = new Random(7);
        var alphabet = "250-4 5\r\n.x\0é"u8.ToArray();
        for (var i = 0; i < TestScale.Times(100_000); i++)
        {
            var bytes = new byte[chance.Next(40)];
            for (var j = 0; j < bytes.Length; j++)
            {
                bytes[j] = alphabet[chance.Next(alphabet.Length)];
            }

            try
            {
                var answer = ServerAnswer.TryRead(bytes, out var length);
                Assert.True(answer is null || (length <= bytes.Length && bytes[length - 1] == '\n' && answer.ToReply("X").Code is >= 200 and < 600));
            }
            catch (SmtpLineLostException e)
            {
                Assert.Equal(SmtpLoss.Garbage, e.Loss);
            }
        }
    }

    [Theory]
    [InlineData("", ".\r\n")]
    [InlineData("a\r\n", "a\r\n.\r\n")]
    [InlineData(".\r\n", "..\r\n.\r\n")]
    [InlineData(".a\r\n..b\r\nc.\r\n", "..a\r\n...b\r\nc.\r\n.\r\n")]
    public void A_dot_at_the_start_of_a_line_is_doubled(string message, string framed) =>
        Assert.Equal(framed, Encoding.ASCII.GetString(DotStuffing.Frame(Encoding.ASCII.GetBytes(message))));

    private static ServerAnswer Read(string text) => ServerAnswer.TryRead(Encoding.UTF8.GetBytes(text), out _)!;
}
