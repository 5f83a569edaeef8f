namespace FollowUpAgent.Delivery.Smtp;

/// <summary>
/// The dialogue about one mail, MAIL to the answer to its final dot. Being stopped is heard up to the answer to RCPT;
/// then only the limits of time count, since a mail half said is worth finishing.
/// </summary>
internal sealed class SmtpTransaction(SmtpLine line, SmtpCapabilities server, SmtpOptions options)
{
    private readonly SmtpTimeLimits limits = options.Limits;

    /// <summary>Whether nothing has been answered to MAIL yet.</summary>
    public bool IsUnheard { get; private set; } = true;

    /// <summary>Whether MAIL was accepted and nothing has ended the mail since: another MAIL needs RSET first.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether the server has said that it hangs up, or the dialogue is out of step: nothing more can be sent.</summary>
    public bool IsHungUp { get; private set; }

    /// <summary>Whether the whole message with its final dot has left: from here on the server may have it.</summary>
    public bool IsDotWritten { get; private set; }

    /// <summary>MAIL, RCPT and DATA in one write (RFC 2920). Null when the server waits for the message.</summary>
    public async Task<SendOutcome?> AnnounceAtOnceAsync(SmtpEnvelope mail, bool needsReset, CancellationToken stopping)
    {
        var commands = $"{(needsReset ? "RSET\r\n" : "")}{mail.MailCommand(server, options.EnvelopeId)}{mail.RecipientCommand}DATA\r\n";
        await line.WriteAsync(commands, limits.Mail, stopping);
        if (needsReset && Unreset(await ReadAsync("RSET", limits.Mail, stopping)) is { } noReset)
        {
            return noReset;
        }

        if (Failure(await ReadMailAsync(stopping)) is { } noSender)
        {
            await SkipAsync("RCPT", limits.Recipient, stopping);
            await SkipAsync("DATA", limits.Data, stopping);
            return noSender;
        }

        if (Failure(await ReadAsync("RCPT", limits.Recipient, stopping)) is { } noRecipient)
        {
            await SkipAsync("DATA", limits.Data, stopping);
            return noRecipient;
        }

        return Unready(await ReadAsync("DATA", limits.Data, CancellationToken.None));
    }

    /// <summary>MAIL, RCPT and DATA, each after the answer to the one before. Null when the server waits for the message.</summary>
    public async Task<SendOutcome?> AnnounceInTurnAsync(SmtpEnvelope mail, bool needsReset, CancellationToken stopping)
    {
        if (needsReset && Unreset(await AskAsync("RSET\r\n", "RSET", limits.Mail, stopping)) is { } noReset)
        {
            return noReset;
        }

        await line.WriteAsync(mail.MailCommand(server, options.EnvelopeId), limits.Mail, stopping);
        if (Failure(await ReadMailAsync(stopping)) is { } noSender)
        {
            return noSender;
        }

        if (Failure(await AskAsync(mail.RecipientCommand, "RCPT", limits.Recipient, stopping)) is { } noRecipient)
        {
            return noRecipient;
        }

        return Unready(await AskAsync("DATA\r\n", "DATA", limits.Data, CancellationToken.None));
    }

    /// <summary>Writes a block of the message.</summary>
    public Task WriteAsync(ReadOnlyMemory<byte> block) => line.WriteAsync(block, limits.Block, CancellationToken.None);

    /// <summary>Waits for the server's word on the message, the final dot of which was the last thing written.</summary>
    public async Task<SendOutcome> EndAsync()
    {
        IsDotWritten = true;
        var reply = await ReadAsync(".", limits.FinalDot, CancellationToken.None);
        IsOpen = false;
        if (reply.IsSuccess)
        {
            return new SendOutcome.Accepted(QueueId.Find(reply.Text), $"{reply.Code} {reply.EnhancedCode} {reply.Text}".Replace("  ", " ", StringComparison.Ordinal));
        }

        if (!reply.IsTemporary && !reply.IsPermanent)
        {
            throw new SmtpLineLostException(SmtpLoss.Garbage, $"the server answered {reply.Summary}");
        }

        return Refuse(reply);
    }

    /// <summary>What a lost line means for the mail.</summary>
    public SendOutcome Lost(SmtpLineLostException e) => IsDotWritten
        ? new SendOutcome.Unknown($"{e.Message} after the message was written in full")
        : new SendOutcome.NotAccepted($"{e.Message} before the message was written in full");

    private async Task<SmtpReply> ReadMailAsync(CancellationToken stopping)
    {
        var reply = await ReadAsync("MAIL", limits.Mail, stopping);
        // A 421 here is what an idle time-out leaves behind: not a word about this mail.
        IsUnheard = reply.Code == 421;
        IsOpen = reply.IsSuccess;
        return reply;
    }

    private async Task<SmtpReply> AskAsync(string command, string verb, TimeSpan limit, CancellationToken stopping)
    {
        await line.WriteAsync(command, limit, stopping);
        return await ReadAsync(verb, limit, stopping);
    }

    private async Task<SmtpReply> ReadAsync(string verb, TimeSpan limit, CancellationToken stopping)
    {
        var reply = (await line.ReadAsync(limit, stopping)).ToReply(verb);
        IsHungUp |= reply.Code == 421;
        return reply;
    }

    // The refusal is known already; the answers to what was written along with it are only taken off the line.
    private async Task SkipAsync(string verb, TimeSpan limit, CancellationToken stopping)
    {
        try
        {
            var reply = IsHungUp ? null : await ReadAsync(verb, limit, stopping);
            // A server may ask for the message although it has no recipient. Nothing is sent into that: hanging up ends it.
            IsHungUp |= reply is { IsContinuation: true };
        }
        catch (Exception e) when (e is SmtpLineLostException or OperationCanceledException)
        {
            IsHungUp = true;
        }
    }

    // A server that will not forget the last mail says nothing about this one.
    private SendOutcome.NotAccepted? Unreset(SmtpReply reply)
    {
        IsHungUp |= !reply.IsSuccess;
        return reply.IsSuccess ? null : new SendOutcome.NotAccepted($"the server answered {reply.Summary}");
    }

    private SendOutcome? Unready(SmtpReply reply) => reply.Code == 354 ? null : Refuse(reply);

    private SendOutcome? Failure(SmtpReply reply) => reply.IsSuccess ? null : Refuse(reply);

    private SendOutcome Refuse(SmtpReply reply)
    {
        if (reply.IsTemporary)
        {
            return new SendOutcome.Deferred(reply);
        }

        if (reply.IsPermanent)
        {
            return new SendOutcome.Refused(reply);
        }

        IsHungUp = true;
        return new SendOutcome.NotAccepted($"the server answered {reply.Summary}, which is out of step");
    }
}
