namespace FollowUpAgent.Hosting;

/// <summary>
/// The tokens that a redirect adds to the address of a landing page, so that the visit is known to be the reader's. Good for an hour or two
/// only: an address that is copied, bookmarked or sent on later names nobody.
/// </summary>
internal sealed class VisitTokens(SignedTokens tokens)
{
    /// <summary>The query parameter that holds one. The script on the page takes it out of the address bar.</summary>
    public const string Parameter = "fu";

    // The number of a token has 16 bits: hours begin anew every seven years.
    private const int Hours = ushort.MaxValue + 1;

    /// <summary>A token for who follows a link of this message now.</summary>
    public string Create(Guid messageId, DateTimeOffset now) => tokens.Create(TokenPurpose.Visit, messageId, HourOf(now));

    /// <summary>The message that a token names; null for every other text, and for a token of earlier.</summary>
    public Guid? Read(string? text, DateTimeOffset now) =>
        tokens.TryRead(text, TokenPurpose.Visit, out var token) && (HourOf(now) - token.Link + Hours) % Hours <= 1 ? token.MessageId : null;

    private static int HourOf(DateTimeOffset at) => (int)(at.ToUnixTimeSeconds() / 3600 % Hours);
}
