using System.IO.Enumeration;

namespace FollowUpAgent.Signals;

/// <summary>
/// Knows which group a page is in, by the path alone: what stands behind ? or # may hold anything about the person. Settings have no order,
/// so of several patterns that fit the one with the most fixed letters counts: /pricing/jobs* before /pricing*.
/// </summary>
internal sealed class PageGroups(SignalsOptions options)
{
    private const int MostPath = 2000;

    private readonly (string Group, string Pattern)[] patterns =
    [
        .. options.Pages.SelectMany(p => (p.Value ?? []).Select(pattern => (p.Key, Pattern: pattern)))
            .OrderByDescending(p => p.Pattern.Count(c => c != '*'))
            .ThenBy(p => p.Pattern, StringComparer.Ordinal),
    ];

    /// <summary>The group of a page, or null where it is in none.</summary>
    /// <param name="page">A path, or the whole address.</param>
    public string? GroupOf(string? page)
    {
        if (page is null || page.Length > MostPath || PathOf(page) is not { } path)
        {
            return null;
        }

        var found = Array.FindIndex(patterns, p => FileSystemName.MatchesSimpleExpression(p.Pattern, path, ignoreCase: true));
        return found < 0 ? null : patterns[found].Group;
    }

    /// <summary>Whether there is a group of this name.</summary>
    public bool Has(string group) => options.Pages.ContainsKey(group);

    private static string? PathOf(string page)
    {
        if (page.StartsWith('/'))
        {
            var end = page.AsSpan().IndexOfAny('?', '#');
            return Uri.UnescapeDataString(end < 0 ? page : page[..end]);
        }

        return Uri.TryCreate(page, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? Uri.UnescapeDataString(uri.AbsolutePath) : null;
    }
}
