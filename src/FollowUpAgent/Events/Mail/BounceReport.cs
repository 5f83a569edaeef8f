namespace FollowUpAgent.Events.Mail;

/// <summary>What a mail that came back says of one recipient.</summary>
/// <param name="Kind">Bounced, deferred, delivered or other; see <see cref="EventKind"/>.</param>
/// <param name="Class">Why it came back.</param>
internal sealed record BounceReport(string Kind, BounceClass Class)
{
    /// <summary>The status code (RFC 3463), or the reply code where there is none; or null.</summary>
    public string? Status { get; init; }

    /// <summary>The server's own words, or null.</summary>
    public string? Diagnostic { get; init; }

    /// <summary>The address it could not reach, or null.</summary>
    public string? Recipient { get; init; }
}
