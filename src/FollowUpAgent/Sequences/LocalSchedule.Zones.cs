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
}
