using System.Text;
using FollowUpAgent.Delivery;
using FollowUpAgent.Delivery.Composing;
using FollowUpAgent.Delivery.Smtp;
using FollowUpAgent.Tests.Delivery.Peers;

namespace FollowUpAgent.Tests.Delivery.Smtp;

/// <summary>A signature over what we composed still holds where the mail was filed: not one byte changed on the way.</summary>
public class SignedMailTests
{
    private static readonly string[] MustBeSigned = ["From", "Subject", "Message-ID", "In-Reply-To", "References", "List-Unsubscribe", "List-Unsubscribe-Post"];

    [ServerFact("postfix", "node")]
    public Task A_signed_mail_passes_at_the_far_side_of_Postfix() => PassesAsync("postfix");

    [ServerFact("exim", "node")]
    public Task A_signed_mail_passes_at_the_far_side_of_Exim() => PassesAsync("exim");

    [ServerFact("opensmtpd", "node")]
    public Task A_signed_mail_passes_at_the_far_side_of_OpenSMTPD() => PassesAsync("opensmtpd");

    [ServerFact("node")]
    public async Task A_mail_that_changed_by_one_byte_does_not_pass()
    {
        var peer = new DkimPeer();
        var signed = Assert.Single(await peer.SignAsync([MailComposer.Compose(SignedMails.All[0])]));
        var text = Encoding.Latin1.GetString(signed);

        var verdicts = await peer.VerifyAsync(new[]
        {
            text,
            text.Replace("List-Unsubscribe=One-Click", "List-Unsubscribe=One-click", StringComparison.Ordinal),
            text.Replace("Hi Ada", "Hi  Ada", StringComparison.Ordinal),
            text.Replace("Hi Ada", "Hi Adb", StringComparison.Ordinal),
        }.Select(Encoding.Latin1.GetBytes));

        Assert.Equal(["pass pass", "fail fail", "pass neutral", "neutral neutral"], verdicts.Select(v => string.Join(' ', v.OrderBy(s => s.Format).Select(s => s.Result))));
    }

    private static async Task PassesAsync(string name)
    {
        var peer = new DkimPeer();
        var signed = await peer.SignAsync(SignedMails.All.Select(MailComposer.Compose));
        await using var server = await RealServer.StartAsync(name);

        await SendAsync(server.Options, signed);
        var filed = await server.MailsAsync(signed.Count);
        // Maildir keeps LF where the wire has CRLF.
        var verdicts = await peer.VerifyAsync(filed.Select(mail => Encoding.Latin1.GetBytes(mail.Replace("\n", "\r\n", StringComparison.Ordinal))));

        Assert.Equal(SignedMails.All.Count, verdicts.Count);
        Assert.All(verdicts, signatures => Assert.Equal(["relaxed/relaxed", "simple/simple"], signatures.Select(s => s.Format).Order()));
        Assert.All(verdicts.SelectMany(v => v), signature => Assert.Equal(("pass", null), (signature.Result, signature.Comment)));
        Assert.All(verdicts.SelectMany(v => v), signature => Assert.Subset(signature.Signed.Split(": ").ToHashSet(), MustBeSigned.ToHashSet()));
    }

    /// <summary>Our client, with the signer between composer and wire.</summary>
    private static async Task SendAsync(SmtpOptions options, IEnumerable<byte[]> signed)
    {
        await using var mailer = new SmtpMailer(options, TimeProvider.System);
        await using var connection = await mailer.ConnectAsync(CancellationToken.None);
        foreach (var (mail, bytes) in SignedMails.All.Zip(signed))
        {
            var envelope = SmtpEnvelope.For(mail) with { Size = bytes.Length, Data = DotStuffing.Frame(bytes) };
            Assert.IsType<SendOutcome.Accepted>(await connection.SendAsync(envelope, CancellationToken.None));
        }
    }
}
