using FollowUpAgent.Delivery;
using FollowUpAgent.Delivery.Composing;

namespace FollowUpAgent.Tests.Delivery;

/// <summary>What every mailer promises, whatever is behind it. <see cref="Arrived"/> reads what truly came out.</summary>
public abstract class MailerContract
{
    [Fact]
    public async Task An_accepted_mail_has_arrived_as_composed()
    {
        var mail = Mails.Mail(text: ".starts with a dot\n..and two\n.\nends\n");

        var outcome = await SendAsync(mail);

        Assert.IsType<SendOutcome.Accepted>(outcome);
        Assert.Equal([MailComposer.Compose(mail)], await Arrived());
    }

    [Fact]
    public async Task One_session_sends_many_mails()
    {
        await using var session = await Mailer.OpenAsync(CancellationToken.None);

        for (var i = 0; i < 20; i++)
        {
            Assert.IsType<SendOutcome.Accepted>(await session.SendAsync(Mails.Mail($"m.{i}"), CancellationToken.None));
        }

        Assert.Equal(20, (await Arrived()).Count);
    }

    [Fact]
    public async Task Many_sessions_send_at_once()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => SendAsync(Mails.Mail($"m.{i}"))));

        Assert.All(outcomes, outcome => Assert.IsType<SendOutcome.Accepted>(outcome));
        Assert.Equal(50, (await Arrived()).Count);
    }

    [Fact]
    public async Task A_mail_that_cannot_be_composed_throws_and_leaves_the_session_usable()
    {
        await using var session = await Mailer.OpenAsync(CancellationToken.None);

        await Assert.ThrowsAsync<MailCompositionException>(
            () => session.SendAsync(Mails.Mail() with { Subject = "a\r\nBcc: b@c.example" }, CancellationToken.None));

        Assert.IsType<SendOutcome.Accepted>(await session.SendAsync(Mails.Mail(), CancellationToken.None));
        Assert.Single(await Arrived());
    }

    [Fact]
    public async Task A_mail_that_is_stopped_before_it_begins_is_not_accepted()
    {
        await using var session = await Mailer.OpenAsync(CancellationToken.None);

        var outcome = await session.SendAsync(Mails.Mail(), new CancellationToken(canceled: true));

        Assert.IsType<SendOutcome.NotAccepted>(outcome);
        Assert.Empty(await Arrived());
    }

    [Fact]
    public async Task No_session_opens_once_stopped() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Mailer.OpenAsync(new CancellationToken(canceled: true)));

    private protected abstract IMailer Mailer { get; }

    /// <summary>The mails that came out, in no particular order.</summary>
    private protected abstract Task<IReadOnlyList<byte[]>> Arrived();

    private protected async Task<SendOutcome> SendAsync(FollowUpAgent.Messages.OutgoingMail mail)
    {
        await using var session = await Mailer.OpenAsync(CancellationToken.None);
        return await session.SendAsync(mail, CancellationToken.None);
    }
}
