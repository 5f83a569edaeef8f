namespace FollowUpAgent.Dispatch;

/// <summary>What became of one attempt, as it is recorded.</summary>
/// <param name="Kind">Which of the five ends.</param>
/// <param name="Code">The SMTP reply code, if there was an answer.</param>
/// <param name="EnhancedCode">The enhanced status code, if there was one.</param>
/// <param name="Detail">Verb, codes or reason; never an address.</param>
internal sealed record AttemptEnd(AttemptKind Kind, int? Code = null, string? EnhancedCode = null, string? Detail = null)
{
    // Codes that say the mailbox itself does not exist (reference corpus of bounces: any other 5yz is mostly the sender's fault).
    private static readonly string[] NoSuchMailbox = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"];

    /// <summary>The relay's own name for an accepted message.</summary>
    public string? QueueId { get; init; }

    /// <summary>Whether the recipient was refused, rather than the sender or the content.</summary>
    public bool IsAboutRecipient { get; init; }

    /// <summary>Whether the refusal says that the mailbox does not exist.</summary>
    public bool IsNoSuchMailbox => Kind is AttemptKind.Refused && IsAboutRecipient && NoSuchMailbox.Contains(EnhancedCode);

    /// <summary>Whether the refusal is surely about us: it came before a recipient was named, or speaks of our login.</summary>
    public bool IsAboutUs { get; init; }

    /// <summary>Whether the relay refuses us, not this message: policy, authentication, a refused sender. Burning the list on it helps nobody.</summary>
    public bool IsRelayFault { get; init; }
}

/// <summary>The five ends of an attempt.</summary>
internal enum AttemptKind
{
    /// <summary>The relay took responsibility.</summary>
    Accepted,

    /// <summary>A temporary refusal.</summary>
    Deferred,

    /// <summary>A permanent refusal.</summary>
    Refused,

    /// <summary>Surely not accepted, without an answer about it.</summary>
    NotAccepted,

    /// <summary>It may or may not be on its way.</summary>
    Unknown,
}

/// <summary>The text form of an <see cref="AttemptKind"/>.</summary>
internal static class AttemptKindText
{
    /// <summary>The text for the database.</summary>
    public static string ToText(this AttemptKind kind) => kind switch
    {
        AttemptKind.Accepted => "accepted",
        AttemptKind.Deferred => "deferred",
        AttemptKind.Refused => "refused",
        AttemptKind.NotAccepted => "not-accepted",
        AttemptKind.Unknown => "unknown",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such end of an attempt."),
    };
}
