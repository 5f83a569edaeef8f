using FollowUpAgent.Hosting;
using NodaTime;
using NodaTime.TimeZones;

namespace FollowUpAgent.Contacts;

/// <summary>What people write for a time zone: an IANA name in any case, or a Windows name. Knows names only, no clocks.</summary>
internal static class TimeZoneNames
{
    private const int MostEdits = 3;

    private static readonly Dictionary<string, string> Names = Load();

    /// <summary>The IANA name as it is spelt, or null where there is no such zone.</summary>
    public static string? Find(string text) => Names.GetValueOrDefault(text.Trim().Replace(' ', '_'));

    /// <summary>The zone that may have been meant: the same city, or a few letters different.</summary>
    public static string? Nearest(string text)
    {
        var wanted = text.Trim().Replace(' ', '_').ToLowerInvariant();
        var city = wanted[(wanted.LastIndexOf('/') + 1)..];
        return DateTimeZoneProviders.Tzdb.Ids
            .Where(id => id.Contains('/', StringComparison.Ordinal) && wanted.Length < 64)
            .Select(id => (id, edits: Math.Min(Spelling.Edits(wanted, id), Spelling.Edits(city, CityOf(id)))))
            .Where(z => z.edits <= MostEdits && z.edits < Math.Max(1, city.Length / 2))
            .OrderBy(z => z.edits)
            .ThenBy(z => Spelling.Edits(wanted, z.id))
            .ThenBy(z => z.id, StringComparer.Ordinal)
            .FirstOrDefault().id;
    }

    private static Dictionary<string, string> Load()
    {
        var source = TzdbDateTimeZoneSource.Default;
        var names = source.GetIds().ToDictionary(id => id, id => id, StringComparer.OrdinalIgnoreCase);
        foreach (var (windows, id) in source.WindowsToTzdbIds)
        {
            names.TryAdd(windows.Replace(' ', '_'), id);
        }

        return names;
    }

    private static string CityOf(string id) => id[(id.LastIndexOf('/') + 1)..].ToLowerInvariant();
}
