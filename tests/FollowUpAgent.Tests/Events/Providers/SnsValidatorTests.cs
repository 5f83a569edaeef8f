using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using FollowUpAgent.Events.Providers;
using FollowUpAgent.Tests.Delivery.Peers;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Events.Providers;

/// <summary>Amazon's own validator of SNS messages beside ours, on messages that were signed with a key of this test and changed on the way.</summary>
public sealed class SnsValidatorTests
{
    private const string Certificate = "https://sns.eu-west-1.amazonaws.com/a.pem";
    private const string Confirm = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=" + Peer.Topic + "&Token=t1";
    private static readonly RSA Key = RSA.Create(2048);
    private static readonly RSA Other = RSA.Create(2048);
    private static readonly AmazonSes Adapter = new();

    private static readonly (string What, byte[] Message)[] Accepted =
    [
        .. new[] { "1", "2" }.SelectMany(v => new (string, byte[])[]
        {
            ($"version {v}", Written(Signed(Notification(), v))),
            ($"version {v}, a subject", Written(Signed(Notification(("Subject", "Bounce")), v))),
            ($"version {v}, an empty subject", Written(Signed(Notification(("Subject", "")), v))),
            ($"version {v}, letters and breaks", Written(Signed(Notification(("Message", "Zoë\r\n字 🙂 \"\\ \u2028"), ("Subject", "é")), v))),
            ($"version {v}, a subscription", Written(Signed(Subscription(), v))),
        }),
        ("fields in another order", Written(Signed(Notification(("Subject", "x")), "2").Reverse())),
        ("a field more that is not signed", Written(Signed(Notification(), "2").Append(new("UnsubscribeURL", "https://evil.test/")))),
        ("the spelling of Lambda", Written(Renamed(Signed(Notification(), "2"), "SigningCertURL", "SigningCertUrl"))),
    ];

    private static readonly (string What, byte[] Message)[] Refused =
    [
        .. new[] { "Message", "MessageId", "Timestamp", "TopicArn", "Subject" }.Select(f => ($"{f} changed", Written(Changed(Signed(Notification(("Subject", "x")), "2"), f, "changed")))),
        .. new[] { "Message", "MessageId", "Timestamp", "TopicArn", "Type", "Subject", "Signature", "SignatureVersion", "SigningCertURL" }
            .Select(f => ($"{f} missing", Written(Signed(Notification(("Subject", "x")), "2").Where(p => p.Key != f)))),
        .. new[] { "SubscribeURL", "Token", "Message" }.Select(f => ($"a subscription, {f} changed", Written(Changed(Signed(Subscription(), "2"), f, "changed")))),
        .. new[] { "SubscribeURL", "Token" }.Select(f => ($"a subscription, {f} missing", Written(Signed(Subscription(), "2").Where(p => p.Key != f)))),
        ("a subject added", Written(Signed(Notification(), "2").Append(new("Subject", "x")))),
        ("Message told twice", Written(Signed(Notification(), "2").Append(new("Message", "changed")))),
        ("version 1 called 2", Written(Changed(Signed(Notification(), "1"), "SignatureVersion", "2"))),
        ("version 2 called 1", Written(Changed(Signed(Notification(), "2"), "SignatureVersion", "1"))),
        ("version 3", Written(Changed(Signed(Notification(), "2"), "SignatureVersion", "3"))),
        ("another key", Written(Signed(Notification(), "2", Other))),
        ("a signature cut", Written(Changed(Signed(Notification(), "2"), "Signature", "AAAA"))),
        ("an empty signature", Written(Changed(Signed(Notification(), "2"), "Signature", ""))),
        ("a notification called a subscription", Written(Changed(Signed(Notification(("SubscribeURL", Confirm), ("Token", "t1")), "2"), "Type", "SubscriptionConfirmation"))),
        ("a subscription called a notification", Written(Changed(Signed(Subscription(), "2"), "Type", "Notification"))),
        .. new[] { "http://sns.eu-west-1.amazonaws.com/a.pem", "https://sns.eu-west-1.amazonaws.com/a.txt", "https://sns.eu-west-1.amazonaws.com.evil.test/a.pem", "https://evil.test/a.pem", "https://sns.eu-west-1.amazonaws.com/a.pem?x=1", "https://sns.eu-west-1.amazonaws.com:8443/a.pem" }
            .Select(url => ($"the certificate at {url}", Written(Signed(Notification(("SigningCertURL", url)), "2")))),
    ];

    [ServerFact("node")]
    public async Task Both_believe_the_same_messages()
    {
        var table = Accepted.Concat(Refused).ToList();

        var theirs = await AskAsync(table.Select(row => row.Message));

        Assert.Equal(Accepted.Select(row => row.What), table.Zip(theirs).Where(pair => pair.Second == "accepted").Select(pair => pair.First.What));
        Assert.Equal(Accepted.Select(row => row.What), table.Where(row => Believes(row.Message)).Select(row => row.What));
    }

    [ServerFact("node")]
    public async Task Where_they_differ_we_ask_for_more_or_keep_to_the_words_of_the_manual()
    {
        // Their version 0.3.5 does not sign the token of the end of a subscription, which the manual does.
        var end = Written(Signed(Subscription(("Type", "UnsubscribeConfirmation")), "2"));
        var topic = Written(Signed(Notification(("TopicArn", "arn:aws:sns:eu-west-1:999999999999:mails")), "2"));
        var query = Written(Signed(Notification(("SigningCertURL", Certificate + "?.pem")), "2"));

        var theirs = await AskAsync([end, topic, query]);

        Assert.Equal([false, true, true], theirs.Select(t => t == "accepted"));
        Assert.Equal([true, false, false], new[] { end, topic, query }.Select(Believes));
    }

    private static bool Believes(byte[] message) => Adapter.Check(new ProviderDelivery(_ => null, message) { FetchedKey = Key.ExportSubjectPublicKeyInfo() }, [Peer.Topic], default) is ProviderVerdict.Accepted;

    private static async Task<string[]> AskAsync(IEnumerable<byte[]> messages)
    {
        var request = new CertificateRequest("CN=sns.amazonaws.com", Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(HandClock.Monday.GetUtcNow().AddDays(-1), HandClock.Monday.GetUtcNow().AddDays(30));
        var file = Path.Combine(TestFolder.New("sns"), "certificate.pem");
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem());
        var output = await NodeScript.RunAsync("verify-sns.mjs", [file], Encoding.ASCII.GetBytes(string.Join('\n', messages.Select(Convert.ToBase64String)) + "\n"));
        return Encoding.UTF8.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static KeyValuePair<string, string>[] Notification(params (string Name, string Value)[] change) => With(
        [new("Message", "hello"), new("MessageId", "1"), new("SigningCertURL", Certificate), new("Timestamp", "2026-03-02T07:00:00.000Z"), new("TopicArn", Peer.Topic), new("Type", "Notification")], change);

    private static KeyValuePair<string, string>[] Subscription(params (string Name, string Value)[] change) =>
        With(Notification(("Type", "SubscriptionConfirmation"), ("SubscribeURL", Confirm), ("Token", "t1")), change);

    private static KeyValuePair<string, string>[] With(KeyValuePair<string, string>[] fields, (string Name, string Value)[] change) =>
        [.. fields.Where(f => !change.Any(c => c.Name == f.Key)).Concat(change.Select(c => KeyValuePair.Create(c.Name, c.Value)))];

    // By the words of the manual: these fields in the order of their names, each name and value on lines of their own.
    private static KeyValuePair<string, string>[] Signed(KeyValuePair<string, string>[] fields, string version, RSA? key = null)
    {
        string[] names = fields.Contains(new("Type", "Notification"))
            ? ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
            : ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
        var text = string.Concat(names.SelectMany(n => fields.Where(f => f.Key == n)).Select(f => $"{f.Key}\n{f.Value}\n"));
        var signature = (key ?? Key).SignData(Encoding.UTF8.GetBytes(text), version == "1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return [.. fields, new("SignatureVersion", version), new("Signature", Convert.ToBase64String(signature))];
    }

    private static IEnumerable<KeyValuePair<string, string>> Changed(IEnumerable<KeyValuePair<string, string>> fields, string name, string value) =>
        fields.Select(f => f.Key == name ? KeyValuePair.Create(name, value) : f);

    private static IEnumerable<KeyValuePair<string, string>> Renamed(IEnumerable<KeyValuePair<string, string>> fields, string name, string other) =>
        fields.Select(f => f.Key == name ? KeyValuePair.Create(other, f.Value) : f);

    private static byte[] Written(IEnumerable<KeyValuePair<string, string>> fields) =>
        Encoding.UTF8.GetBytes($"{{{string.Join(',', fields.Select(f => $"{JsonSerializer.Serialize(f.Key)}:{JsonSerializer.Serialize(f.Value)}"))}}}");
}
