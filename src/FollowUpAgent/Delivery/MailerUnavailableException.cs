namespace FollowUpAgent.Delivery;

/// <summary>How far a mailer came before it gave up.</summary>
internal enum MailerPhase
{
    /// <summary>The folder could not be made or written.</summary>
    Folder,

    /// <summary>No connection: name not found, refused, no route.</summary>
    Connect,

    /// <summary>The server's first words.</summary>
    Greeting,

    /// <summary>EHLO.</summary>
    Hello,

    /// <summary>STARTTLS or the handshake, the server's certificate included.</summary>
    Encryption,

    /// <summary>AUTH.</summary>
    LogIn,
}

/// <summary>The mailer has no session to give; no mail was touched. The message names no address and no secret.</summary>
internal sealed class MailerUnavailableException : Exception
{
    /// <summary>Where it failed, why, and with what answer, if there was one.</summary>
    public MailerUnavailableException(
        string place, MailerPhase phase, string reason, bool isPermanent, SmtpReply? reply = null, Exception? inner = null)
        : base($"No mail can be sent through {place} ({phase}): {reason}.", inner)
    {
        Place = place;
        Phase = phase;
        IsPermanent = isPermanent;
        Reply = reply;
    }

    /// <summary>The server as host:port, or the folder.</summary>
    public string Place { get; }

    /// <summary>How far it came.</summary>
    public MailerPhase Phase { get; }

    /// <summary>Whether a person must change something first: a refused login, an untrusted certificate, a 5yz.</summary>
    public bool IsPermanent { get; }

    /// <summary>The server's answer, if it gave one.</summary>
    public SmtpReply? Reply { get; }
}
