using System.Net;
using System.Net.Sockets;
using System.Text;
using FollowUpAgent.Delivery;
using FollowUpAgent.Delivery.Smtp;

namespace FollowUpAgent.Tests.Delivery.Smtp;

public class OpeningTests
{
    private const string Secret = "s3cret-pässword";

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    [InlineData("GSSAPI LOGIN PLAIN")]
    public async Task A_password_is_given_by_PLAIN_or_else_by_LOGIN(string offered)
    {
        await using var server = Server($"AUTH {offered}");
        await using var mailer = Mailer(WithPassword(server));

        await using var session = await mailer.OpenAsync(CancellationToken.None);

        Assert.Contains(server.Commands, c => c.StartsWith(offered == "LOGIN" ? "AUTH LOGIN" : "AUTH PLAIN ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_access_token_is_given_by_XOAUTH2()
    {
        await using var server = Server("AUTH PLAIN XOAUTH2");
        await using var mailer = Mailer(server.Options() with { UserName = "ann", AccessToken = Secret });

        await using var session = await mailer.OpenAsync(CancellationToken.None);

        Assert.Contains(server.Commands, c => c.StartsWith("AUTH XOAUTH2 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_too_long_for_a_command_line_waits_to_be_asked()
    {
        var token = new string('t', 3_000);
        await using var server = Server("AUTH XOAUTH2");
        server.Login = ("ann", token);
        await using var mailer = Mailer(server.Options() with { UserName = "ann", AccessToken = token });

        await using var session = await mailer.OpenAsync(CancellationToken.None);

        Assert.Contains("AUTH XOAUTH2", server.Commands);
    }

    [Fact]
    public async Task A_token_file_is_read_at_every_login()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "stale\n");
        await using var server = Server("AUTH XOAUTH2");
        await using var mailer = Mailer(server.Options() with { UserName = "ann", AccessTokenFile = file });
        await Assert.ThrowsAsync<MailerUnavailableException>(() => mailer.OpenAsync(CancellationToken.None));
        await File.WriteAllTextAsync(file, $"{Secret}\n");

        await using var session = await mailer.OpenAsync(CancellationToken.None);

        File.Delete(file);
    }

    [Theory]
    [InlineData("535 5.7.8 no", true)]
    [InlineData("534 5.7.9 weak", true)]
    [InlineData("454 4.7.0 later", false)]
    [InlineData("421 4.3.0 closing", false)]
    public async Task A_refused_login_says_so_and_no_mail_is_tried(string reply, bool isPermanent)
    {
        await using var server = Server("AUTH PLAIN");
        server.AnswerOnce("AUTH", reply);

        var exception = await UnavailableAsync(WithPassword(server));

        Assert.Equal((MailerPhase.LogIn, isPermanent, reply[..3]), (exception.Phase, exception.IsPermanent, $"{exception.Reply?.Code}"));
        Assert.Contains($"localhost:{server.Port}", exception.Message, StringComparison.Ordinal);
        Assert.Contains(reply[..9], exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("MAIL", server.Verbs);
    }

    [Fact]
    public async Task A_wrong_token_is_refused_after_its_details_are_waved_through()
    {
        await using var server = Server("AUTH XOAUTH2");

        var exception = await UnavailableAsync(server.Options() with { UserName = "ann", AccessToken = "wrong" });

        Assert.Equal(535, exception.Reply?.Code);
    }

    [Fact]
    public async Task A_server_that_repeats_the_secret_does_not_get_it_into_our_words()
    {
        await using var server = Server("AUTH PLAIN");
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0ann\0{Secret}"));
        server.AnswerOnce("AUTH", $"535 5.7.8 {Secret} sent as {encoded} is wrong");

        var exception = await UnavailableAsync(WithPassword(server));

        Assert.DoesNotContain(Secret, $"{exception} {exception.Reply}", StringComparison.Ordinal);
        Assert.DoesNotContain(encoded, $"{exception} {exception.Reply}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_a_login_that_fits_is_a_matter_for_a_person()
    {
        await using var server = Server("AUTH CRAM-MD5");

        var exception = await UnavailableAsync(WithPassword(server));

        Assert.Equal((MailerPhase.LogIn, true), (exception.Phase, exception.IsPermanent));
        Assert.Equal(["EHLO"], server.Verbs);
    }

    [Theory]
    [InlineData("CONNECT", "554 5.7.1 no service", MailerPhase.Greeting, true)]
    [InlineData("CONNECT", "421 4.3.2 busy", MailerPhase.Greeting, false)]
    [InlineData("CONNECT", "SSH-2.0-OpenSSH", MailerPhase.Greeting, false)]
    [InlineData("CONNECT", ScriptedSmtpServer.HangUp, MailerPhase.Greeting, false)]
    [InlineData("CONNECT", ScriptedSmtpServer.Silence, MailerPhase.Greeting, false)]
    [InlineData("EHLO", "550 5.7.1 no", MailerPhase.Hello, true)]
    [InlineData("EHLO", "451 4.3.0 later", MailerPhase.Hello, false)]
    [InlineData("EHLO", ScriptedSmtpServer.HangUp, MailerPhase.Hello, false)]
    internal async Task A_server_that_does_not_come_up_says_how_far_it_came(string verb, string reply, MailerPhase phase, bool isPermanent)
    {
        await using var server = new ScriptedSmtpServer();
        server.AnswerOnce(verb, reply);

        var exception = await UnavailableAsync(server.Options() with { Limits = new SmtpTimeLimits { Greeting = TimeSpan.FromSeconds(0.3) } });

        Assert.Equal((phase, isPermanent), (exception.Phase, exception.IsPermanent));
    }

    [Fact]
    public async Task A_port_that_nobody_listens_on_is_an_unavailable_mailer()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var exception = await UnavailableAsync(new SmtpOptions { Host = "127.0.0.1", Port = port, Security = SmtpSecurity.None });

        Assert.Equal((MailerPhase.Connect, false), (exception.Phase, exception.IsPermanent));
    }

    [Fact]
    public async Task Opening_can_be_stopped()
    {
        await using var server = new ScriptedSmtpServer();
        server.AnswerOnce("CONNECT", ScriptedSmtpServer.Silence);
        await using var mailer = Mailer(server.Options());
        using var stopping = new CancellationTokenSource();

        var opening = mailer.OpenAsync(stopping.Token);
        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
    }

    private static ScriptedSmtpServer Server(string offer) => new() { Offers = ["PIPELINING", offer], Login = ("ann", Secret) };

    private static SmtpOptions WithPassword(ScriptedSmtpServer server) => server.Options() with { UserName = "ann", Password = Secret };

    private static SmtpMailer Mailer(SmtpOptions options) => new(options, TimeProvider.System);

    private static async Task<MailerUnavailableException> UnavailableAsync(SmtpOptions options)
    {
        await using var mailer = Mailer(options);
        return await Assert.ThrowsAsync<MailerUnavailableException>(() => mailer.OpenAsync(CancellationToken.None));
    }
}
