namespace FollowUpAgent.Delivery.Smtp;

/// <summary>
/// One connection, logged in, that carries one mail after another. It knows at every instant whether the final dot has
/// been written; that alone decides between "surely not accepted" and "unknown" when the line is lost.
/// </summary>
internal sealed class SmtpConnection(SmtpLine line, SmtpCapabilities server, SmtpOptions options, TimeProvider time) : IAsyncDisposable
{
    // Larger than nearly every mail, so that message and final dot leave in one write; smaller than what three minutes carry.
    private const int LargestBlock = 256 * 1024;

    private readonly SmtpTimeLimits limits = options.Limits;
    private long lastUsed = time.GetTimestamp();
    private int mails;
    private bool isLost;
    private bool isMidMail;

    /// <summary>Whether another mail may be sent over it, as far as can be told without asking the server.</summary>
    public bool IsReusable =>
        !isLost && mails < options.MailsPerConnection && time.GetElapsedTime(lastUsed) < options.IdleLimit && !line.IsDisturbed;

    /// <summary>
    /// Sends one mail. Null means that a connection used before turned out dead before it said a word about this mail:
    /// the mail was surely not accepted, and another connection may well take it.
    /// </summary>
    public async Task<SendOutcome?> SendAsync(SmtpEnvelope mail, CancellationToken stopping)
    {
        var transaction = new SmtpTransaction(line, server, options);
        var isUsed = mails++ > 0;
        try
        {
            var outcome = await RunAsync(transaction, mail, stopping);
            isLost |= transaction.IsHungUp;
            return isUsed && transaction.IsUnheard && transaction.IsHungUp ? null : outcome;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !transaction.IsDotWritten)
        {
            isLost = true;
            return new SendOutcome.NotAccepted("stopped before the server had accepted the recipient");
        }
        catch (SmtpLineLostException e)
        {
            isLost = true;
            return isUsed && transaction.IsUnheard && e.Loss == SmtpLoss.Cut ? null : transaction.Lost(e);
        }
        finally
        {
            isMidMail = transaction.IsOpen;
            lastUsed = time.GetTimestamp();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!isLost)
            {
                await line.WriteAsync("QUIT\r\n", limits.Quit, CancellationToken.None);
                await line.ReadAsync(limits.Quit, CancellationToken.None);
            }
        }
        catch (SmtpLineLostException)
        {
            // Nothing hangs on a farewell.
        }
        finally
        {
            await line.DisposeAsync();
        }
    }

    private async Task<SendOutcome> RunAsync(SmtpTransaction transaction, SmtpEnvelope mail, CancellationToken stopping)
    {
        var refusal = server.Pipelining
            ? await transaction.AnnounceAtOnceAsync(mail, isMidMail, stopping)
            : await transaction.AnnounceInTurnAsync(mail, isMidMail, stopping);
        if (refusal is not null)
        {
            return refusal;
        }

        for (var written = 0; written < mail.Data.Length; written += LargestBlock)
        {
            await transaction.WriteAsync(mail.Data[written..Math.Min(mail.Data.Length, written + LargestBlock)]);
        }

        return await transaction.EndAsync();
    }
}
