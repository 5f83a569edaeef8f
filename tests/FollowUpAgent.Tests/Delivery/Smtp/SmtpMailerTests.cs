using FollowUpAgent.Delivery;
using FollowUpAgent.Delivery.Smtp;

namespace FollowUpAgent.Tests.Delivery.Smtp;

public sealed class SmtpMailerTests : MailerContract, IAsyncLifetime
{
    private readonly ScriptedSmtpServer server = new();
    private readonly SmtpMailer mailer;

    public SmtpMailerTests()
    {
        mailer = new SmtpMailer(server.Options(), TimeProvider.System);
    }

    private protected override IMailer Mailer => mailer;

    [Fact]
    public async Task An_accepted_mail_comes_with_the_servers_name_for_it()
    {
        var outcome = await SendAsync(Mails.Mail());

        Assert.Equal(new SendOutcome.Accepted("Q0001", "250 2.0.0 Ok: queued as Q0001"), outcome);
    }

    [Fact]
    public async Task The_envelope_is_the_return_path_and_the_one_recipient()
    {
        await SendAsync(Mails.Mail());

        Assert.Equal(["MAIL FROM:<bounce@mail.example> SIZE=649", "RCPT TO:<bob@inbox.example>", "DATA"], server.Commands.Skip(1));
    }

    [Fact]
    public async Task A_bounce_can_name_the_mail_where_the_server_offers_DSN()
    {
        server.Offers = ["DSN"];

        await SendAsync(Mails.Mail("m+1"));

        Assert.Contains("MAIL FROM:<bounce@mail.example> RET=HDRS ENVID=m+2B1@mail.example", server.Commands);
    }

    [Fact]
    public async Task An_empty_return_path_is_the_null_path()
    {
        await SendAsync(Mails.Mail() with { EnvelopeFrom = "" });

        Assert.Contains("MAIL FROM:<> SIZE=649", server.Commands);
    }

    [Fact]
    public async Task A_server_that_knows_only_HELO_gets_the_mail_too()
    {
        server.AnswerOnce("EHLO", "502 5.5.1 not implemented");

        Assert.IsType<SendOutcome.Accepted>(await SendAsync(Mails.Mail()));
        Assert.Equal(["EHLO", "HELO", "MAIL", "RCPT", "DATA"], server.Verbs);
    }

    [Fact]
    public async Task A_mail_larger_than_one_write_arrives_whole()
    {
        var text = string.Concat(Enumerable.Range(0, 30_000).Select(i => $".line {i} = é\n"));

        Assert.IsType<SendOutcome.Accepted>(await SendAsync(Mails.Mail(text: text)));

        Assert.Equal(FollowUpAgent.Delivery.Composing.MailComposer.Compose(Mails.Mail(text: text)), Assert.Single(server.Accepted));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await mailer.DisposeAsync();
        await server.DisposeAsync();
    }

    private protected override Task<IReadOnlyList<byte[]>> Arrived() => Task.FromResult<IReadOnlyList<byte[]>>([.. server.Accepted]);
}
