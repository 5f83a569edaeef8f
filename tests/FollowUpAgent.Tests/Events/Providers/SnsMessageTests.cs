using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using FollowUpAgent.Events.Providers;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Events.Providers;

/// <summary>The rules for believing a message of SNS, one by one.</summary>
public sealed class SnsMessageTests
{
    private const string Certificate = "https://sns.eu-west-1.amazonaws.com/a.pem";
    private const string Confirm = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=" + Peer.Topic + "&Token=t1";
    private static readonly RSA Key = RSA.Create(2048);
    private static readonly AmazonSes Adapter = new();

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public void Both_versions_of_the_signature_hold(string version) => Assert.IsType<ProviderVerdict.Accepted>(Check(Message(("SignatureVersion", version))));

    [Fact]
    public void A_subject_is_signed_where_there_is_one_even_if_it_is_empty() => Assert.IsType<ProviderVerdict.Accepted>(Check(Message(("Subject", ""))));

    [Theory]
    [InlineData("SignatureVersion", "3")]
    [InlineData("Type", "Else")]
    [InlineData("TopicArn", "arn:aws:sns:eu-west-1:999999999999:mails")]
    [InlineData("SigningCertURL", "http://sns.eu-west-1.amazonaws.com/a.pem")]
    [InlineData("SigningCertURL", "https://sns.eu-west-1.amazonaws.com:8443/a.pem")]
    [InlineData("SigningCertURL", "https://u@sns.eu-west-1.amazonaws.com/a.pem")]
    [InlineData("SigningCertURL", "https://sns.eu-west-1.amazonaws.com/a.pem?x=1")]
    [InlineData("SigningCertURL", "https://sns.eu-west-1.amazonaws.com/a.pem#x")]
    [InlineData("SigningCertURL", "https://sns.eu-west-1.amazonaws.com/a.txt")]
    [InlineData("SigningCertURL", "https://sns.eu-west-1.amazonaws.com.evil.test/a.pem")]
    [InlineData("SigningCertURL", "https://evil.test/sns.eu-west-1.amazonaws.com/a.pem")]
    [InlineData("SigningCertURL", "https://sns..amazonaws.com/a.pem")]
    [InlineData("SigningCertURL", "file:///a.pem")]
    public void A_message_that_breaks_a_rule_is_refused_however_well_it_is_signed(string field, string value) =>
        Assert.IsType<ProviderVerdict.Refused>(Check(Message((field, value))));

    [Fact]
    public void A_header_that_contradicts_the_body_is_refused()
    {
        var body = Message();

        Assert.IsType<ProviderVerdict.Refused>(Adapter.Check(new ProviderDelivery(h => h == "x-amz-sns-message-id" ? "other" : null, body) { FetchedKey = Public }, [Peer.Topic], default));
    }

    [Fact]
    public void A_changed_message_and_one_under_another_key_are_refused()
    {
        using var other = RSA.Create(2048);
        var changed = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Message()).Replace("hello", "hullo", StringComparison.Ordinal));

        Assert.IsType<ProviderVerdict.Refused>(Check(changed));
        Assert.IsType<ProviderVerdict.Refused>(Check(Message(), other.ExportSubjectPublicKeyInfo()));
    }

    [Fact]
    public void Without_a_key_the_certificate_is_asked_for() =>
        Assert.Equal(Certificate, Assert.IsType<ProviderVerdict.NeedsCertificate>(Adapter.Check(new ProviderDelivery(_ => null, Message()), [Peer.Topic], default)).Url.ToString());

    [Fact]
    public void A_subscription_to_our_topic_names_the_address_that_confirms_it() =>
        Assert.Equal(new Uri(Confirm), Assert.IsType<ProviderVerdict.Accepted>(Check(Subscription(Confirm))).Confirm);

    [Theory]
    [InlineData("https://evil.test/?Action=ConfirmSubscription&TopicArn=" + Peer.Topic + "&Token=t1")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/?Action=DeleteTopic&TopicArn=" + Peer.Topic + "&Token=t1")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=arn:aws:sns:eu-west-1:1:other&Token=t1")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=" + Peer.Topic + "&Token=t2")]
    public void Another_address_confirms_nothing(string url) => Assert.IsType<ProviderVerdict.Refused>(Check(Subscription(url)));

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_and_one_that_is_away_is_asked_for_again()
    {
        using var certificate = Self("sns.amazonaws.com");
        using var forged = new SnsDoor(new Answering(HttpStatusCode.OK, certificate.ExportCertificatePem()), HandClock.Monday);
        using var twice = new SnsDoor(new Answering(HttpStatusCode.OK, certificate.ExportCertificatePem() + certificate.ExportCertificatePem()), HandClock.Monday);
        using var away = new SnsDoor(new Answering(HttpStatusCode.Redirect, ""), HandClock.Monday);

        await Assert.ThrowsAsync<InvalidDataException>(() => forged.FetchKeyAsync(new Uri(Certificate), CancellationToken.None));
        await Assert.ThrowsAsync<InvalidDataException>(() => twice.FetchKeyAsync(new Uri(Certificate), CancellationToken.None));
        Assert.Null(await away.FetchKeyAsync(new Uri(Certificate), CancellationToken.None));
        Assert.False(await away.ConfirmAsync(new Uri(Confirm), CancellationToken.None));
    }

    private static byte[] Public => Key.ExportSubjectPublicKeyInfo();

    private static ProviderVerdict Check(byte[] body, byte[]? key = null) => Adapter.Check(new ProviderDelivery(_ => null, body) { FetchedKey = key ?? Public }, [Peer.Topic], default);

    private static byte[] Subscription(string url) => Message(("Type", "SubscriptionConfirmation"), ("SubscribeURL", url), ("Token", "t1"));

    private static byte[] Message(params (string Name, string Value)[] change)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["Message"] = "hello",
            ["MessageId"] = "1",
            ["Timestamp"] = "2026-03-02T07:00:00.000Z",
            ["TopicArn"] = Peer.Topic,
            ["Type"] = "Notification",
            ["SignatureVersion"] = "2",
            ["SigningCertURL"] = Certificate,
        };
        foreach (var (name, value) in change)
        {
            fields[name] = value;
        }

        var signed = string.Concat(fields.Where(f => !f.Key.StartsWith("Sign", StringComparison.Ordinal)).Select(f => $"{f.Key}\n{f.Value}\n"));
        var hash = fields["SignatureVersion"] == "1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;
        fields["Signature"] = Convert.ToBase64String(Key.SignData(Encoding.UTF8.GetBytes(signed), hash, RSASignaturePadding.Pkcs1));
        return JsonSerializer.SerializeToUtf8Bytes(fields);
    }

    private static X509Certificate2 Self(string name)
    {
        var request = new CertificateRequest($"CN={name}", Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(HandClock.Monday.GetUtcNow().AddDays(-1), HandClock.Monday.GetUtcNow().AddDays(30));
    }

    private sealed class Answering(HttpStatusCode status, string text) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(text) });
    }
}
