using FollowUpAgent.Delivery;
using FollowUpAgent.Delivery.Smtp;

namespace FollowUpAgent.Tests.Delivery.Smtp;

/// <summary>How long we wait, and what being stopped does meanwhile.</summary>
public class PatienceTests
{
    private readonly ManualTime time = new();

    [Fact]
    public async Task An_answer_to_the_final_dot_after_nine_minutes_is_still_an_answer()
    {
        await using var server = new ScriptedSmtpServer();
        await using var mailer = new SmtpMailer(server.Options(), time);
        var answer = server.Hold(".");
        var sending = SendAsync(mailer, CancellationToken.None);
        await ArrivedAsync(server, () => !server.Accepted.IsEmpty);

        time.Advance(TimeSpan.FromMinutes(9));
        answer.SetResult();

        Assert.IsType<SendOutcome.Accepted>(await sending);
    }

    [Fact]
    public async Task No_answer_to_the_final_dot_for_ten_minutes_leaves_the_mail_unknown()
    {
        await using var server = new ScriptedSmtpServer();
        await using var mailer = new SmtpMailer(server.Options(), time);
        server.Hold(".");
        var sending = SendAsync(mailer, CancellationToken.None);
        await ArrivedAsync(server, () => !server.Accepted.IsEmpty);

        // The message is with the server a moment before the client starts to wait for the answer.
        while (!sending.IsCompleted)
        {
            time.Advance(TimeSpan.FromMinutes(10));
            await Task.Yield();
        }

        Assert.IsType<SendOutcome.Unknown>(await sending);
    }

    [Theory]
    [InlineData("MAIL", true)]
    [InlineData("MAIL", false)]
    [InlineData("RCPT", true)]
    [InlineData("RCPT", false)]
    public async Task Stopping_is_heard_up_to_the_answer_to_RCPT(string verb, bool pipelining)
    {
        await using var server = new ScriptedSmtpServer { Offers = pipelining ? ["PIPELINING"] : [] };
        await using var mailer = new SmtpMailer(server.Options(), time);
        using var stopping = new CancellationTokenSource();
        server.Hold(verb);
        var sending = SendAsync(mailer, stopping.Token);
        await ArrivedAsync(server, () => server.Verbs.Contains(verb));

        await stopping.CancelAsync();

        Assert.IsType<SendOutcome.NotAccepted>(await sending);
        Assert.Empty(server.Accepted);
    }

    [Theory]
    [InlineData("DATA", false)]
    [InlineData(".", false)]
    [InlineData(".", true)]
    public async Task From_DATA_on_a_stop_lets_the_mail_be_finished(string verb, bool pipelining)
    {
        await using var server = new ScriptedSmtpServer { Offers = pipelining ? ["PIPELINING"] : [] };
        await using var mailer = new SmtpMailer(server.Options(), time);
        using var stopping = new CancellationTokenSource();
        var answer = server.Hold(verb);
        var sending = SendAsync(mailer, stopping.Token);
        await ArrivedAsync(server, () => verb == "DATA" ? server.Verbs.Contains("DATA") : !server.Accepted.IsEmpty);

        await stopping.CancelAsync();
        answer.SetResult();

        Assert.IsType<SendOutcome.Accepted>(await sending);
    }

    // The server runs beside the test; there is nothing to await but its record.
    private static async Task ArrivedAsync(ScriptedSmtpServer server, Func<bool> hasArrived)
    {
        for (var i = 0; i < 5_000 && !hasArrived(); i++)
        {
            await Task.Delay(1);
        }

        Assert.True(hasArrived(), string.Join(", ", server.Verbs));
    }

    private static async Task<SendOutcome> SendAsync(SmtpMailer mailer, CancellationToken stopping)
    {
        await using var session = await mailer.OpenAsync(stopping);
        return await session.SendAsync(Mails.Mail(), stopping);
    }
}
