namespace FollowUpAgent.Events.Providers;

/// <summary>Whose fault a bounce is, by words that providers share; null where the server's own code says more than they do.</summary>
internal static class BounceWords
{
    /// <summary>By the types of Amazon SES, which Resend hands on.</summary>
    /// <param name="type">The type of the bounce.</param>
    /// <param name="cause">Its subtype.</param>
    /// <param name="isSilent">Whether there is nothing else to go by.</param>
    public static BounceKind? OfSes(string? type, string? cause, bool isSilent) => (type, cause) switch
    {
        ("Permanent", "NoEmail" or "Suppressed" or "OnAccountSuppressionList") => BounceKind.Hard,
        // Permanent alone says little: General stands for policy too.
        ("Permanent", _) => isSilent ? BounceKind.Hard : null,
        (not null, "MessageTooLarge" or "ContentRejected" or "AttachmentRejected") => BounceKind.Ours,
        ("Transient" or "Temporary" or "Undetermined", _) => BounceKind.Soft,
        _ => null,
    };

    /// <summary>Where the provider says "hard", and the server this.</summary>
    public static BounceKind? OfHard(string? reason) => BounceCodes.Find(reason, null) is null ? BounceKind.Hard : null;

    /// <summary>Where the provider says "soft", and the server this.</summary>
    public static BounceKind OfSoft(string? reason) => BounceCodes.Classify(reason, null) is BounceKind.Ours ? BounceKind.Ours : BounceKind.Soft;
}
