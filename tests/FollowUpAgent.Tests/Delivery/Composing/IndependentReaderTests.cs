using System.Text;
using System.Text.Json;
using FollowUpAgent.Delivery.Composing;
using FollowUpAgent.Messages;
using FollowUpAgent.Tests.Delivery.Peers;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Delivery.Composing;

public class IndependentReaderTests
{
    [ServerFact("node")]
    public async Task A_reader_that_is_not_ours_reads_back_what_was_meant()
    {
        var mails = Enumerable.Range(1, TestScale.Times(500)).Select(HostileMails.Mail).ToList();
        var lines = string.Concat(mails.Select(mail => Convert.ToBase64String(MailComposer.Compose(mail)) + "\n"));

        var output = await NodeScript.RunAsync("parse-mail.mjs", ["--batch"], Encoding.ASCII.GetBytes(lines));

        var read = Encoding.UTF8.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(mails.Count, read.Length);
        Assert.All(mails.Zip(read), pair => AssertSame(pair.First, JsonDocument.Parse(pair.Second).RootElement));
    }

    [ServerFact("node")]
    public async Task A_reader_that_is_not_ours_finds_the_thread_and_the_way_out()
    {
        var mail = SignedMails.All[0];

        var output = await NodeScript.RunAsync("parse-mail.mjs", [], MailComposer.Compose(mail));

        var read = JsonDocument.Parse(output).RootElement;
        var unsubscribe = read.GetProperty("list").GetProperty("unsubscribe").GetProperty("url").GetString();
        Assert.StartsWith("https://go.example.com/u/", unsubscribe, StringComparison.Ordinal);
        Assert.Equal("List-Unsubscribe=One-Click", read.GetProperty("headers").GetProperty("list-unsubscribe-post").GetString()!.Trim());
        Assert.Equal("auto-generated", read.GetProperty("headers").GetProperty("auto-submitted").GetString()!.Trim());
        Assert.Equal("<m.00000000000000000000000011@mail.example>", read.GetProperty("inReplyTo").GetString());
        Assert.Equal(12, read.GetProperty("references").GetArrayLength());
    }

    private static void AssertSame(OutgoingMail mail, JsonElement read)
    {
        Assert.Equal(mail.Subject, read.GetProperty("subject").GetString());
        AssertSame(mail.From, read.GetProperty("from"));
        AssertSame(mail.To, read.GetProperty("to"));
        Assert.Equal($"<{mail.MessageId}>", read.GetProperty("messageId").GetString());
        Assert.Equal("2026-03-05T06:30:00.000Z", read.GetProperty("date").GetString());
        Assert.Equal(mail.Headers[0].Value, read.GetProperty("note").GetString());
        // mailparser reads an empty part as an empty line.
        Assert.Equal(mail.Text.Length == 0 ? "\n" : Lines(mail.Text), read.GetProperty("text").GetString());
        Assert.Equal(Lines(mail.Html), read.GetProperty("html").GetString());
    }

    private static void AssertSame(Mailbox mailbox, JsonElement read)
    {
        var one = Assert.Single(read.EnumerateArray());
        Assert.Equal((mailbox.Name ?? "", mailbox.Address), (one.GetProperty("name").GetString(), one.GetProperty("address").GetString()));
    }

    private static string Lines(string body) => body.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
}
