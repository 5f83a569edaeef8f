using FollowUpAgent.Delivery;
using FollowUpAgent.Delivery.Smtp;

namespace FollowUpAgent.Tests.Delivery.Smtp;

public sealed class EncryptionTests : IDisposable
{
    private readonly TestCertificates certificates = new();

    [Theory]
    [InlineData(SmtpSecurity.Tls)]
    [InlineData(SmtpSecurity.StartTls)]
    internal async Task A_mail_goes_out_encrypted_to_a_server_that_is_trusted(SmtpSecurity security)
    {
        await using var server = Server(security);

        await using var mailer = Mailer(server, security);
        await using var session = await mailer.OpenAsync(CancellationToken.None);

        Assert.IsType<SendOutcome.Accepted>(await session.SendAsync(Mails.Mail(), CancellationToken.None));
        Assert.Equal(security == SmtpSecurity.Tls ? 1 : 2, server.Verbs.Count(v => v == "EHLO"));
    }

    [Theory]
    [InlineData(SmtpSecurity.Tls)]
    [InlineData(SmtpSecurity.StartTls)]
    internal async Task A_certificate_of_an_unknown_authority_stops_the_mailer(SmtpSecurity security)
    {
        await using var server = Server(security);

        var exception = await UnavailableAsync(server, server.Options() with { Security = security });

        Assert.Equal((MailerPhase.Encryption, true), (exception.Phase, exception.IsPermanent));
        Assert.DoesNotContain("MAIL", server.Verbs);
    }

    [Theory]
    [InlineData(SmtpSecurity.Tls)]
    [InlineData(SmtpSecurity.StartTls)]
    internal async Task A_certificate_for_another_name_stops_the_mailer(SmtpSecurity security)
    {
        await using var server = Server(security);
        server.Certificate = certificates.Elsewhere;

        var exception = await UnavailableAsync(server, Options(server, security));

        Assert.Equal((MailerPhase.Encryption, true), (exception.Phase, exception.IsPermanent));
    }

    [Fact]
    public async Task Without_STARTTLS_nothing_is_sent_in_clear()
    {
        await using var server = Server(SmtpSecurity.StartTls);
        server.Offers = ["PIPELINING"];

        var exception = await UnavailableAsync(server, Options(server, SmtpSecurity.StartTls));

        Assert.Equal((MailerPhase.Encryption, true), (exception.Phase, exception.IsPermanent));
        Assert.Equal(["EHLO"], server.Verbs);
    }

    [Fact]
    public async Task A_refused_STARTTLS_may_work_later()
    {
        await using var server = Server(SmtpSecurity.StartTls);
        server.AnswerOnce("STARTTLS", "454 4.7.0 not now");

        var exception = await UnavailableAsync(server, Options(server, SmtpSecurity.StartTls));

        Assert.Equal((false, "4.7.0"), (exception.IsPermanent, exception.Reply?.EnhancedCode));
    }

    [Fact]
    public async Task Clear_text_slipped_in_behind_STARTTLS_is_not_believed()
    {
        await using var server = Server(SmtpSecurity.StartTls);
        server.AnswerOnce("STARTTLS", "220 go ahead\r\n250-scripted\r\n250 AUTH PLAIN\r\n");

        var exception = await UnavailableAsync(server, Options(server, SmtpSecurity.StartTls));

        Assert.Equal(MailerPhase.Encryption, exception.Phase);
    }

    [Fact]
    public async Task A_server_that_does_not_speak_TLS_is_told_apart_from_one_that_is_away()
    {
        await using var server = new ScriptedSmtpServer();

        var exception = await UnavailableAsync(server, Options(server, SmtpSecurity.Tls));

        Assert.Equal((MailerPhase.Encryption, true), (exception.Phase, exception.IsPermanent));
    }

    public void Dispose() => certificates.Dispose();

    private static async Task<MailerUnavailableException> UnavailableAsync(ScriptedSmtpServer server, SmtpOptions options)
    {
        await using var mailer = new SmtpMailer(options, TimeProvider.System);
        var exception = await Assert.ThrowsAsync<MailerUnavailableException>(() => mailer.OpenAsync(CancellationToken.None));
        Assert.Equal($"localhost:{server.Port}", exception.Place);
        return exception;
    }

    private ScriptedSmtpServer Server(SmtpSecurity security) => new()
    {
        Certificate = certificates.Localhost,
        IsImplicitTls = security == SmtpSecurity.Tls,
        Offers = ["STARTTLS", "PIPELINING"],
    };

    private SmtpOptions Options(ScriptedSmtpServer server, SmtpSecurity security) =>
        server.Options() with { Security = security, TrustedCertificateFile = certificates.AuthorityFile };

    private SmtpMailer Mailer(ScriptedSmtpServer server, SmtpSecurity security) => new(Options(server, security), TimeProvider.System);
}
