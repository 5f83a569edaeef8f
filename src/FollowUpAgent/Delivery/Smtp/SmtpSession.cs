using FollowUpAgent.Messages;

namespace FollowUpAgent.Delivery.Smtp;

/// <summary>A connection on loan from the pool, exchanged for another where that can be done without any doubt.</summary>
internal sealed class SmtpSession(SmtpMailer mailer, SmtpConnection connection) : IMailSession
{
    private SmtpConnection connection = connection;
    private bool isReturned;

    /// <inheritdoc />
    public async Task<SendOutcome> SendAsync(OutgoingMail mail, CancellationToken stopping)
    {
        ObjectDisposedException.ThrowIf(isReturned, this);
        var envelope = SmtpEnvelope.For(mail);
        try
        {
            stopping.ThrowIfCancellationRequested();
            if (!connection.IsReusable)
            {
                await RenewAsync(stopping);
            }

            if (await connection.SendAsync(envelope, stopping) is { } outcome)
            {
                return outcome;
            }

            await RenewAsync(stopping);
            return await connection.SendAsync(envelope, stopping)
                ?? new SendOutcome.NotAccepted("a new connection was closed before it answered");
        }
        catch (MailerUnavailableException e)
        {
            return new SendOutcome.NotAccepted(e.Message);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return new SendOutcome.NotAccepted("stopped before anything was sent");
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!isReturned)
        {
            isReturned = true;
            await mailer.ReturnAsync(connection);
        }
    }

    private async Task RenewAsync(CancellationToken stopping)
    {
        await connection.DisposeAsync();
        connection = await mailer.ConnectAsync(stopping);
    }
}
