namespace FollowUpAgent.Messages;

/// <summary>
/// One mail to one recipient, rendered and ready to be composed. The same value always composes to the same bytes,
/// so a retry repeats the mail exactly.
/// </summary>
internal sealed record OutgoingMail
{
    /// <summary>The Message-ID without angle brackets; derived from the message id, the same on every retry.</summary>
    public required string MessageId { get; init; }

    /// <summary>The Date header; fixed when the mail is rendered.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>The RFC 5321 return path, without angle brackets.</summary>
    public required string EnvelopeFrom { get; init; }

    /// <summary>The visible sender.</summary>
    public required Mailbox From { get; init; }

    /// <summary>The one recipient, in the header and in the envelope.</summary>
    public required Mailbox To { get; init; }

    /// <summary>Where answers go, if not to <see cref="From"/>.</summary>
    public Mailbox? ReplyTo { get; init; }

    /// <summary>The subject, as text.</summary>
    public required string Subject { get; init; }

    /// <summary>The plain-text alternative; lines end with LF.</summary>
    public required string Text { get; init; }

    /// <summary>The HTML alternative, a whole document; lines end with LF.</summary>
    public required string Html { get; init; }

    /// <summary>Further headers in order: In-Reply-To, References, List-Unsubscribe and the like.</summary>
    public IReadOnlyList<MailHeader> Headers { get; init; } = [];
}

/// <summary>An address with an optional display name, both as text.</summary>
internal sealed record Mailbox(string? Name, string Address);

/// <summary>A header beyond the ones that <see cref="OutgoingMail"/> names; name and value as text, unfolded.</summary>
internal sealed record MailHeader(string Name, string Value);
