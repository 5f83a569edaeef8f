using System.Text.RegularExpressions;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Signals;

/// <summary>Whose visits are heard, and what their pages mean (<c>Signals</c>).</summary>
internal sealed partial class SignalsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Signals";

    private const int MostSites = 50;
    private const int MostPatterns = 500;
    private const string PatternForm = "a path that begins with /, at most 200 characters, * for anything, as in /pricing*";
    private static readonly TimeSpan LongestKeep = TimeSpan.FromDays(400);

    /// <summary>
    /// The operator's own websites, as in <c>https://www.example.com</c>: only they may report visits from the browser, and only links to them
    /// carry the token that names the reader. Default: none, and then there is neither script nor token.
    /// </summary>
    public string[] Sites { get; init; } = [];

    /// <summary>Page groups, each with patterns of paths, as in <c>"pricing": [ "/pricing*" ]</c>. Of several that fit, the one with the most fixed letters counts. Default: none.</summary>
    public Dictionary<string, string[]> Pages { get; init; } = [];

    /// <summary>How long visits of browsers that nobody is known by are kept, 1 to 400 days; they are there with consent only. Default: 30 days.</summary>
    public TimeSpan KeepAnonymousFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Whether a page is on one of the own sites.</summary>
    public bool IsOwnSite(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && Sites.Contains(uri.GetLeftPart(UriPartial.Authority), StringComparer.OrdinalIgnoreCase);

    /// <summary>Everything that is wrong with the section.</summary>
    public IEnumerable<Fault> Faults() => SiteFaults().Concat(PageFaults()).Concat(KeepFaults());

    private IEnumerable<Fault> SiteFaults()
    {
        if (Sites.Length > MostSites)
        {
            yield return new Fault($"{Section}:Sites", $"{Sites.Length} sites", $"at most {MostSites}");
        }

        for (var i = 0; i < Sites.Length; i++)
        {
            if (!IsSite(Sites[i]))
            {
                yield return new Fault($"{Section}:Sites:{i}", Sites[i], "a site without path, as in https://www.example.com; http only for localhost");
            }
        }
    }

    private IEnumerable<Fault> PageFaults()
    {
        var all = Pages.SelectMany(p => (p.Value ?? []).Select((pattern, i) => (Group: p.Key, Place: i, Pattern: pattern ?? ""))).ToList();
        if (all.Count > MostPatterns)
        {
            yield return new Fault($"{Section}:Pages", $"{all.Count} patterns", $"at most {MostPatterns} in all");
        }

        foreach (var group in Pages.Keys.Where(g => !GroupName().IsMatch(g)))
        {
            yield return new Fault($"{Section}:Pages:{group}", group, "a name of at most 40 small letters, digits and -");
        }

        foreach (var (group, place, pattern) in all)
        {
            if (!Pattern().IsMatch(pattern))
            {
                yield return new Fault($"{Section}:Pages:{group}:{place}", pattern, PatternForm);
            }
            else if (all.Find(o => o.Pattern.Equals(pattern, StringComparison.OrdinalIgnoreCase)) is var first && first != (group, place, pattern))
            {
                yield return new Fault($"{Section}:Pages:{group}:{place}", pattern, $"a pattern that is not in '{first.Group}' already");
            }
        }
    }

    private IEnumerable<Fault> KeepFaults()
    {
        if (KeepAnonymousFor < TimeSpan.FromDays(1) || KeepAnonymousFor > LongestKeep)
        {
            yield return new Fault($"{Section}:KeepAnonymousFor", $"{KeepAnonymousFor}", "1 to 400 days, as in 30.00:00:00");
        }
    }

    // A null in the file reaches us as one.
    private static bool IsSite(string? text) =>
        text is { Length: <= 200 }
        && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        && uri.UserInfo.Length == 0
        && uri.GetLeftPart(UriPartial.Authority) == text;

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,39}\z")]
    private static partial Regex GroupName();

    [GeneratedRegex(@"^/[^\s?#\\""<>|]{0,199}\z")]
    private static partial Regex Pattern();
}
