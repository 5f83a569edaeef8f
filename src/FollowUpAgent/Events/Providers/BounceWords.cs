using FollowUpAgent.Events.Mail;

namespace FollowUpAgent.Events.Providers;

/// <summary>Why a mail came back, by words that providers share; null where the server's own code says more than they do.</summary>
internal static class BounceWords
{
    /// <summary>By the types of Amazon SES, which Resend hands on.</summary>
    /// <param name="type">The type of the bounce.</param>
    /// <param name="cause">Its subtype.</param>
    /// <param name="isSilent">Whether there is nothing else to go by.</param>
    public static BounceClass? OfSes(string? type, string? cause, bool isSilent) => (type, cause) switch
    {
        ("Permanent", "NoEmail" or "Suppressed" or "OnAccountSuppressionList") => BounceClass.Hard,
        // Permanent alone says little: General stands for policy too.
        ("Permanent", _) => isSilent ? BounceClass.Hard : null,
        (not null, "MessageTooLarge" or "ContentRejected" or "AttachmentRejected") => BounceClass.Content,
        ("Transient" or "Temporary", "MailboxFull") => BounceClass.Soft,
        ("Transient" or "Temporary", _) => BounceClass.Transient,
        ("Undetermined", _) => BounceClass.Undetermined,
        _ => null,
    };

    /// <summary>Where the provider says "hard", and the server this.</summary>
    public static BounceClass? OfHard(string? reason) => BounceCodes.Find(reason, null) is null ? BounceClass.Hard : null;

    /// <summary>Where the provider says "soft", and the server this.</summary>
    public static BounceClass OfSoft(string? reason) =>
        BounceRules.Of(reason, null) is var told and (BounceClass.Policy or BounceClass.Content or BounceClass.Transient) ? told : BounceClass.Soft;
}
