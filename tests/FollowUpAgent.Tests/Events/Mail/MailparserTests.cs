using System.Text;
using System.Text.Json.Nodes;
using FollowUpAgent.Events.Mail;
using FollowUpAgent.Tests.Delivery.Peers;

namespace FollowUpAgent.Tests.Events.Mail;

public sealed class MailparserTests
{
    [ServerFact("node")]
    public async Task Another_reader_finds_the_same_subject_sender_and_text()
    {
        byte[][] mails =
        [
            Raw.Folded, Raw.Alternative, Raw.Base64, Raw.Answer("m.x@acme.test", "Sounds good."), Raw.Answer(null, "Zo, een regel.", subject: "=?utf-8?Q?Caf=C3=A9?="), .. WrittenMails.All,
        ];

        var output = await NodeScript.RunAsync(
            "parse-mail.mjs", ["--batch"], Encoding.ASCII.GetBytes(string.Join('\n', mails.Select(Convert.ToBase64String)) + "\n"));
        var theirs = Encoding.UTF8.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();

        Assert.Equal(mails.Length, theirs.Count);
        Assert.All(mails.Zip(theirs), pair =>
        {
            var ours = new MimeReader().Read(pair.First);
            Assert.Equal((string?)pair.Second["subject"], ours.Find("Subject"));
            Assert.Equal((string?)pair.Second["messageId"], ours.Find("Message-ID") ?? "");
            Assert.Equal((string?)pair.Second["from"]!.AsArray().FirstOrDefault()?["address"], MailClassifier.AddressIn(ours.Find("From")));
            Assert.Equal(((string?)pair.Second["text"])!.Trim(), ours.Text.ReplaceLineEndings("\n").Trim());
        });
    }
}
