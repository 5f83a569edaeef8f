using NodaTime;

namespace FollowUpAgent.Sequences;

/// <content>Which time zones there are, under which names.</content>
internal static partial class LocalSchedule
{
    private static readonly IDateTimeZoneProvider Zones = DateTimeZoneProviders.Tzdb;

    private static readonly Dictionary<string, string> ZoneIds = Zones.Ids.ToDictionary(id => id, StringComparer.OrdinalIgnoreCase);

    /// <summary>The edition of the zone rules; a decision made under another edition may have had other slots.</summary>
    public static string ZoneRules => Zones.VersionId;

    /// <summary>The zone's name as the rules spell it, or null where there is no such zone. Upper and lower case count alike.</summary>
    public static string? KnownZone(string? zone) => ZoneIds.GetValueOrDefault(zone?.Trim() ?? "");

    /// <summary>The known zone whose name, or whose city, is closest in spelling.</summary>
    public static string NearestZone(string zone) => Zones.Ids
        .OrderBy(id => Math.Min(Edits(zone, id), Edits(zone, id[(id.LastIndexOf('/') + 1)..])))
        .ThenBy(id => id.Contains('/', StringComparison.Ordinal) ? 0 : 1)
        .ThenBy(id => id, StringComparer.Ordinal)
        .First();

    // Levenshtein distance over letters without case: few names, short names, asked once at start.
    private static int Edits(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var replace = diagonal + (char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replace, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
