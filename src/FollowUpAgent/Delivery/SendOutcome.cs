namespace FollowUpAgent.Delivery;

/// <summary>What became of one attempt to send one mail.</summary>
internal abstract record SendOutcome
{
    private SendOutcome()
    {
    }

    /// <summary>The other side has taken responsibility for the mail.</summary>
    /// <param name="QueueId">The name under which it knows the mail, if it gave one.</param>
    /// <param name="Reply">Its words, bounded and free of control characters.</param>
    internal sealed record Accepted(string? QueueId, string Reply) : SendOutcome;

    /// <summary>Surely not accepted, for now (4yz).</summary>
    internal sealed record Deferred(SmtpReply Reply) : SendOutcome;

    /// <summary>Surely not accepted, for good (5yz).</summary>
    internal sealed record Refused(SmtpReply Reply) : SendOutcome;

    /// <summary>Surely not accepted, without an answer about this mail: the line was lost before the mail was complete.</summary>
    internal sealed record NotAccepted(string Reason) : SendOutcome;

    /// <summary>The mail was complete and no valid answer came: it may or may not be on its way.</summary>
    internal sealed record Unknown(string Reason) : SendOutcome;
}
