using FollowUpAgent.Delivery;
using FollowUpAgent.Delivery.Smtp;

namespace FollowUpAgent.Tests.Delivery.Smtp;

public class PoolTests
{
    private readonly ManualTime time = new();

    [Fact]
    public async Task One_connection_carries_one_mail_after_another()
    {
        await using var server = new ScriptedSmtpServer();
        await using var mailer = new SmtpMailer(server.Options(), time);

        await SendManyAsync(mailer, 10);

        Assert.Equal(1, server.Connections);
        Assert.DoesNotContain("RSET", server.Verbs);
    }

    [Fact]
    public async Task There_are_never_more_connections_than_allowed()
    {
        await using var server = new ScriptedSmtpServer();
        await using var mailer = new SmtpMailer(server.Options() with { Connections = 3 }, time);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => SendManyAsync(mailer, 20)));

        Assert.Equal(200, server.Accepted.Count);
        Assert.InRange(server.Connections, 1, 3);
    }

    [Fact]
    public async Task Waiting_for_a_free_connection_can_be_stopped()
    {
        await using var server = new ScriptedSmtpServer();
        await using var mailer = new SmtpMailer(server.Options() with { Connections = 1 }, time);
        await using var session = await mailer.OpenAsync(CancellationToken.None);
        using var stopping = new CancellationTokenSource();

        var waiting = mailer.OpenAsync(stopping.Token);
        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task A_connection_that_failed_to_open_gives_its_place_back()
    {
        await using var server = new ScriptedSmtpServer();
        server.AnswerOnce("CONNECT", "421 busy", "421 busy", "421 busy");
        await using var mailer = new SmtpMailer(server.Options() with { Connections = 1 }, time);

        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<MailerUnavailableException>(() => mailer.OpenAsync(CancellationToken.None));
        }

        await SendManyAsync(mailer, 1);
        Assert.Single(server.Accepted);
    }

    [Theory]
    [InlineData("")]
    [InlineData("421 4.4.2 idle too long\r\n")]
    [InlineData("250 out of nowhere\r\n")]
    public async Task A_connection_that_ended_while_idle_is_replaced_without_a_word(string lastWords)
    {
        await using var server = new ScriptedSmtpServer();
        await using var mailer = new SmtpMailer(server.Options(), time);
        await SendManyAsync(mailer, 1);
        await server.SayAsync(lastWords, hangUp: true);

        await SendManyAsync(mailer, 1);

        Assert.Equal(2, server.Accepted.Count);
        Assert.Equal(2, server.Connections);
    }

    [Theory]
    [InlineData("421 4.7.0 too many mails")]
    [InlineData(ScriptedSmtpServer.HangUp)]
    public async Task A_used_connection_that_ends_at_MAIL_is_replaced_once(string answer)
    {
        await using var server = new ScriptedSmtpServer();
        await using var mailer = new SmtpMailer(server.Options(), time);
        await SendManyAsync(mailer, 1);
        server.AnswerOnce("MAIL", answer, answer);

        var outcome = await SendAsync(mailer);

        Assert.True(outcome is SendOutcome.Deferred or SendOutcome.NotAccepted);
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task A_server_that_is_gone_at_the_replacement_leaves_the_mail_not_accepted()
    {
        var server = new ScriptedSmtpServer();
        await using var mailer = new SmtpMailer(server.Options(), time);
        await using var session = await mailer.OpenAsync(CancellationToken.None);
        await server.DisposeAsync();

        Assert.IsType<SendOutcome.NotAccepted>(await session.SendAsync(Mails.Mail(), CancellationToken.None));
    }

    [Fact]
    public async Task An_idle_connection_is_closed_with_QUIT_when_its_time_is_up()
    {
        await using var server = new ScriptedSmtpServer();
        await using var mailer = new SmtpMailer(server.Options(), time);
        await SendManyAsync(mailer, 1);
        var quit = server.Hold("QUIT");

        time.Advance(TimeSpan.FromMinutes(1));
        quit.SetResult();
        await SendManyAsync(mailer, 1);

        Assert.Contains("QUIT", server.Verbs);
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task A_connection_is_renewed_after_so_many_mails()
    {
        await using var server = new ScriptedSmtpServer();
        await using var mailer = new SmtpMailer(server.Options() with { MailsPerConnection = 4 }, time);

        await SendManyAsync(mailer, 10);

        Assert.Equal(3, server.Connections);
        Assert.Equal(2, server.Verbs.Count(v => v == "QUIT"));
    }

    [Fact]
    public async Task Closing_the_mailer_says_QUIT_on_every_connection()
    {
        await using var server = new ScriptedSmtpServer();
        await using (var mailer = new SmtpMailer(server.Options(), TimeProvider.System))
        {
            await using var first = await mailer.OpenAsync(CancellationToken.None);
            await using var second = await mailer.OpenAsync(CancellationToken.None);
        }

        Assert.Equal(2, server.Verbs.Count(v => v == "QUIT"));
    }

    private static async Task SendManyAsync(SmtpMailer mailer, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.IsType<SendOutcome.Accepted>(await SendAsync(mailer));
        }
    }

    private static async Task<SendOutcome> SendAsync(SmtpMailer mailer)
    {
        await using var session = await mailer.OpenAsync(CancellationToken.None);
        return await session.SendAsync(Mails.Mail(), CancellationToken.None);
    }
}
