using System.Globalization;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Oversight.Directives;

/// <summary>A directive that somebody asks for.</summary>
/// <param name="By">Who.</param>
/// <param name="Reason">Why.</param>
/// <param name="Changes">Configuration key to value; null takes a key out.</param>
/// <param name="From">From when; null for at once.</param>
/// <param name="Until">Until when; null for as long as nobody ends it.</param>
internal sealed record NewDirective(
    string By, string Reason, IReadOnlyDictionary<string, string?> Changes, DateTimeOffset? From = null, DateTimeOffset? Until = null)
{
    /// <summary>The longest reason.</summary>
    public const int LongestReason = 500;

    private const int MostChanges = 50;
    private const int LongestKey = 200;
    private const int LongestValue = 1000;

    /// <summary>Everything that is wrong with it before any configuration is looked at.</summary>
    public IEnumerable<Fault> Faults(DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(Reason) || Reason.Length > LongestReason || Reason.Any(char.IsControl))
        {
            yield return new Fault("reason", Reason, $"why, in one line of at most {LongestReason} letters");
        }

        if (Changes.Count is 0 or > MostChanges)
        {
            yield return new Fault("changes", $"{Changes.Count} changes", $"1 to {MostChanges}");
        }

        foreach (var key in Changes.Keys.Where(k => k.Length > LongestKey || k.Split(':').Any(string.IsNullOrWhiteSpace) || k.Any(char.IsControl)))
        {
            yield return new Fault("changes", key, "keys such as Outcomes:goal:Weight");
        }

        foreach (var (key, value) in Changes.Where(c => c.Value?.Length > LongestValue || c.Value?.Any(char.IsControl) == true))
        {
            yield return new Fault(key, $"{value!.Length} letters", $"at most {LongestValue} letters in one line");
        }

        foreach (var group in Changes.Keys.GroupBy(k => k, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
        {
            yield return new Fault(group.Key, "given twice", "one value a key");
        }

        // Decisions that were made store the version that was in force: nothing may be laid under them afterwards.
        if (From < now)
        {
            yield return new Fault("from", Text(From), $"no time before now, {Text(now)}");
        }

        if (Until <= (From ?? now))
        {
            yield return new Fault("until", Text(Until), $"a time after {Text(From ?? now)}");
        }
    }

    private static string? Text(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
