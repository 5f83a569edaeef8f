using System.Text.RegularExpressions;

namespace FollowUpAgent.Sequences;

/// <summary>How keys are written that end up in tables, file names and reports.</summary>
internal static partial class KeyRule
{
    public const string Expected = "a key of lower-case letters, digits and hyphens, at most 63, beginning with a letter or digit";

    public static bool Allows(string? key) => key is not null && Pattern().IsMatch(key);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
