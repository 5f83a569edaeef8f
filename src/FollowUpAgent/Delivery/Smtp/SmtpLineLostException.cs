namespace FollowUpAgent.Delivery.Smtp;

/// <summary>How a line to a server was lost.</summary>
internal enum SmtpLoss
{
    /// <summary>Closed, reset, or never there.</summary>
    Cut,

    /// <summary>Silent for longer than we wait.</summary>
    TimedOut,

    /// <summary>The server said something that is no answer.</summary>
    Garbage,
}

/// <summary>The line cannot be used any more. Whether a mail was accepted is for the catcher to say: it knows what was written.</summary>
internal sealed class SmtpLineLostException(SmtpLoss loss, string reason, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>How it was lost.</summary>
    public SmtpLoss Loss { get; } = loss;
}
