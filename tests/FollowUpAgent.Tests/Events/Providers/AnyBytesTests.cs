using System.Text;
using FollowUpAgent.Events.Mail;
using FollowUpAgent.Events.Providers;
using FollowUpAgent.Tests.Events.Mail;
using FollowUpAgent.Tests.House;
using FsCheck;
using FsCheck.Fluent;

namespace FollowUpAgent.Tests.Events.Providers;

/// <summary>No reader of what comes from outside throws, whatever the bytes are: good ones are bent, cut, doubled and mixed.</summary>
public sealed class AnyBytesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 7, 0, 0, TimeSpan.Zero);
    private static readonly IReadOnlyList<IEventProvider> Adapters = AllProviders.Create();

    private static readonly byte[][] Seeds =
    [
        .. Peer.All.SelectMany(p => new[] { p.Bounce, p.Policy, p.Complaint }.Select(s => p.Say(s, Now).Body)),
        .. HostileBodies.All.Select(Encoding.UTF8.GetBytes),
        Raw.Bounce("m@x.test", "a@b.test"),
        Raw.Complaint("m@x.test", "abuse"),
        Raw.Answer("m@x.test", "Ik ben weer aanwezig op 12 mei."),
        .. Forms,
    ];

    private static IEnumerable<byte[]> Forms =>
        new[]
        {
            "--b\r\nContent-Disposition: form-data; name=\"headers\"\r\n\r\nFrom: a@b.test\r\nSubject: x\r\n--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhello\r\n--b--\r\n",
            "sender=a%40b.test&recipient=c%40d.test&message-headers=%5B%5B%22Subject%22%2C%22x%22%5D%5D&timestamp=1&token=t&signature=" + new string('a', 64),
            "mandrill_events=%5B%7B%22event%22%3A%22inbound%22%2C%22msg%22%3A%7B%22raw_msg%22%3A%22From%3A%20a%5Cn%5Cnb%22%7D%7D%5D",
        }.Select(Encoding.UTF8.GetBytes);

    [Fact]
    public void No_adapter_throws() => Prop.ForAll(Bent().ToArbitrary(), body =>
    {
        foreach (var adapter in Adapters)
        {
            foreach (var type in new[] { null, "application/json", "multipart/form-data; boundary=b", "application/x-www-form-urlencoded" })
            {
                var delivery = new ProviderDelivery(header => header switch { "Content-Type" => type, "svix-id" or "svix-signature" => "a", _ => null }, body) { Url = "https://x.test/", PathSecret = Peer.Secret };
                adapter.Check(delivery, [Peer.Secret, Peer.Topic], Now);
                var read = adapter.Read(delivery);
                Assert.All(read.Events, e => e.ToHeard());
                Assert.All(read.Inbound, m => MailClassifier.Read(m.ToReceived(new MimeReader()), Now));
            }
        }
    }).Check(Quietly());

    [Fact]
    public void No_reader_of_mail_throws() => Prop.ForAll(Bent().ToArbitrary(), body =>
    {
        var mail = new MimeReader().Read(body);
        MailClassifier.Read(mail, Now);
        MailReading.Of(mail, Now);
    }).Check(Quietly());

    private static Config Quietly() => Config.QuickThrowOnFailure.WithMaxTest(TestScale.Times(150));

    private static Gen<byte[]> Bent() =>
        from seed in Gen.Elements(Seeds)
        from other in Gen.Elements(Seeds)
        from steps in Gen.ListOf(Gen.Choose(0, int.MaxValue), 4)
        from values in Gen.ListOf(Gen.Choose(0, 255), 4)
        select steps.Zip(values).Aggregate(seed, (body, step) => Bend(body, other, step.First, (byte)step.Second));

    private static byte[] Bend(byte[] body, byte[] other, int step, byte value)
    {
        var at = body.Length == 0 ? 0 : step % body.Length;
        return (step % 5) switch
        {
            0 => body[..at],
            1 => [.. body[..at], value, .. body[at..]],
            2 => [.. body[..at], .. other],
            3 => body.Length == 0 ? body : [.. body[..at], value, .. body[(at + 1)..]],
            _ => [.. body[..at], .. body[at..], .. body[at..]],
        };
    }
}
