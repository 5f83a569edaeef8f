using System.Text;
using FollowUpAgent.Delivery.Composing;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Delivery.Composing;

public class LineRulesTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, TestScale.Times(200))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_a_mail_says_its_lines_are_short_ASCII_and_end_in_CRLF(int seed)
    {
        var bytes = MailComposer.Compose(HostileMails.Mail(seed));

        var text = Encoding.Latin1.GetString(bytes);
        Assert.All(bytes, b => Assert.True(b is (byte)'\r' or (byte)'\n' or (byte)'\t' or (>= 0x20 and < 0x7f)));
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        var lines = text.Split("\r\n");
        Assert.All(lines, line => Assert.True(line.Length <= 998 && line.IndexOfAny(['\r', '\n']) < 0));
        var body = lines.SkipWhile(line => line.Length > 0).ToList();
        Assert.All(body, line => Assert.True(line.Length <= 76 && !line.EndsWith(' ') && !line.EndsWith('\t')));
        var head = lines.TakeWhile(line => line.Length > 0);
        Assert.All(head, line => Assert.True(!line.Contains("=?UTF-8?", StringComparison.Ordinal) || line.Length <= 78));
    }

    [Fact]
    public void An_encoded_word_never_cuts_a_character_in_two()
    {
        var subject = string.Concat(Enumerable.Repeat("🚀é漢", 60));

        var header = HeaderText.Unstructured("Subject", subject);

        var words = header["Subject: ".Length..].Split("\r\n ");
        Assert.All(words, word => Assert.True(word.Length <= 75));
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        Assert.Equal(subject, string.Concat(words.Select(w => strict.GetString(Convert.FromBase64String(w["=?UTF-8?B?".Length..^2])))));
    }

    [Fact]
    public void The_boundary_cannot_occur_in_a_body_that_quotes_it()
    {
        var plain = Encoding.ASCII.GetString(MailComposer.Compose(Mails.Mail()));
        var boundary = plain.Split("boundary=\"")[1].Split('"')[0];

        var hostile = Encoding.ASCII.GetString(MailComposer.Compose(Mails.Mail(text: $"--{boundary}\n--{boundary}--\n")));

        Assert.Equal(3, hostile.Split($"--{boundary}").Length - 1);
    }
}
