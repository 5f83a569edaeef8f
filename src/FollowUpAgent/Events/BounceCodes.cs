using System.Text.RegularExpressions;

namespace FollowUpAgent.Events;

/// <summary>Finds the status code (RFC 3463) in what a server said. Pure.</summary>
internal static partial class BounceCodes
{
    /// <summary>The code that counts: the one in the server's own words before the one beside them; or null.</summary>
    public static string? Find(string? diagnostic, string? status) =>
        Code().Match(diagnostic ?? "") is { Success: true } said ? said.Value : Code().Match(status ?? "") is { Success: true } given ? given.Value : null;

    [GeneratedRegex(@"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")]
    private static partial Regex Code();
}
