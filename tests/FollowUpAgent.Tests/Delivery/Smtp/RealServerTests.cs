using System.Text;
using FollowUpAgent.Delivery;
using FollowUpAgent.Delivery.Composing;
using FollowUpAgent.Delivery.Smtp;
using FollowUpAgent.Messages;
using FollowUpAgent.Tests.Delivery.Composing;
using FollowUpAgent.Tests.Delivery.Peers;

namespace FollowUpAgent.Tests.Delivery.Smtp;

/// <summary>The servers that most of the world's mail passes through, as they come from their distribution.</summary>
public class RealServerTests
{
    [ServerFact("postfix")]
    public Task Postfix_takes_our_mails_and_files_them_unchanged() => TakesMailsAsync("postfix", "^[0-9A-F]{6,}$");

    [ServerFact("exim")]
    public Task Exim_takes_our_mails_and_files_them_unchanged() => TakesMailsAsync("exim", "^[0-9A-Za-z]{6}-[0-9A-Za-z]{6}-[0-9A-Za-z]{2}$");

    [ServerFact("opensmtpd")]
    public Task OpenSMTPD_takes_our_mails_and_files_them_unchanged() => TakesMailsAsync("opensmtpd", "^[0-9a-f]{8}$");

    [ServerFact("postfix")]
    public async Task Postfix_takes_our_mails_over_STARTTLS()
    {
        using var certificates = new TestCertificates();
        var pem = Path.GetTempFileName();
        await File.WriteAllTextAsync(pem, certificates.LocalhostPem);
        await using var server = await RealServer.StartAsync("postfix", pem);
        var options = server.Options with { Security = SmtpSecurity.StartTls, TrustedCertificateFile = certificates.AuthorityFile };
        await using var mailer = new SmtpMailer(options, TimeProvider.System);

        Assert.IsType<SendOutcome.Accepted>(await SendAsync(mailer, Mails.Mail()));

        Assert.Contains("ESMTPS", Assert.Single(await server.MailsAsync(1)), StringComparison.Ordinal);
        File.Delete(pem);
    }

    private static async Task TakesMailsAsync(string name, string queueId)
    {
        await using var server = await RealServer.StartAsync(name);
        await using var mailer = new SmtpMailer(server.Options, TimeProvider.System);
        var mails = Enumerable.Range(1, 8).Select(seed => HostileMails.Mail(seed) with { EnvelopeFrom = "bounce@mail.example" }).ToList();

        var refused = await SendAsync(mailer, Mails.Mail() with { To = new Mailbox(null, "refused@inbox.example") });
        var deferred = await SendAsync(mailer, Mails.Mail() with { To = new Mailbox(null, "deferred@inbox.example") });
        var relayed = await SendAsync(mailer, Mails.Mail() with { To = new Mailbox(null, "bob@elsewhere.example") });
        var accepted = await Task.WhenAll(mails.Select(mail => SendAsync(mailer, mail)));

        AssertRefusal("5.1.1", Assert.IsType<SendOutcome.Refused>(refused).Reply);
        AssertRefusal("4.2.1", Assert.IsType<SendOutcome.Deferred>(deferred).Reply);
        Assert.IsType<SendOutcome.Refused>(relayed);
        Assert.All(accepted, outcome => Assert.Matches(queueId, Assert.IsType<SendOutcome.Accepted>(outcome).QueueId));
        var filed = await server.MailsAsync(mails.Count);
        Assert.Equal(mails.Count, filed.Count);
        Assert.All(mails, mail => Assert.Single(filed, file => file.EndsWith(AsFiled(mail), StringComparison.Ordinal)));
    }

    private static void AssertRefusal(string enhancedCode, SmtpReply reply) =>
        Assert.Equal(("RCPT", enhancedCode), (reply.Verb, reply.EnhancedCode));

    // Maildir keeps LF; everything else is as we composed it, under headers that servers put on top.
    private static string AsFiled(OutgoingMail mail) =>
        Encoding.Latin1.GetString(MailComposer.Compose(mail)).Replace("\r\n", "\n", StringComparison.Ordinal);

    private static async Task<SendOutcome> SendAsync(SmtpMailer mailer, OutgoingMail mail)
    {
        await using var session = await mailer.OpenAsync(CancellationToken.None);
        return await session.SendAsync(mail, CancellationToken.None);
    }
}
