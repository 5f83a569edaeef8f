using System.Text.RegularExpressions;

namespace FollowUpAgent.Delivery.Smtp;

/// <summary>The name that a server gives an accepted mail, found in the words of its 250. Every server has its own words.</summary>
internal static partial class QueueId
{
    /// <summary>The id, or null where the server gives none that we can tell from its other words.</summary>
    public static string? Find(string text) =>
        Forms().Match(text) is { Success: true } match ? match.Groups["id"].Value : null;

    // In order: Postfix and SendGrid; Exim; OpenSMTPD and Sendmail; Exchange; Haraka; qmail; Google; Amazon SES.
    [GeneratedRegex(
        """
        \bqueued\ as\ (?<id>[^\s,;]+)
        | \bid=(?<id>[^\s,;]+)
        | (?<id>[A-Za-z0-9]{6,})\ Message\ accepted\ for\ delivery
        | <(?<id>[^<>\s]+)>\ \[InternalId=
        | \bQueued\ \((?<id>[^()\s]+)\)
        | \bok\ [0-9]+\ qp\ (?<id>[0-9]+)
        | \bOK\ +[0-9]{9,}\ (?<id>\S+)\ -\ gsmtp
        | ^Ok\ (?<id>[0-9a-f-]{20,})$
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.IgnoreCase)]
    private static partial Regex Forms();
}
