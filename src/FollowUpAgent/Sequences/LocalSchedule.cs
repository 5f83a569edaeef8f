using NodaTime;
using NodaTime.TimeZones;

namespace FollowUpAgent.Sequences;

/// <summary>
/// Turns what clocks on walls show into moments and back; nothing else in the house knows time zones. Pure: the same
/// arguments and zone rules give the same moments. An unknown zone never throws; the fallback takes its place.
/// </summary>
internal static partial class LocalSchedule
{
    /// <summary>How many days in a row may be closed before a sequence counts as closed for good: the longest year.</summary>
    private const int LongestClosure = 366;

    /// <summary>What to do with 02:30 on the night that has none: send at the first moment the clocks show again.</summary>
    private static readonly SkippedTimeResolver FirstMomentAfterGap = Resolvers.ReturnStartOfIntervalAfter;

    /// <summary>What to do with 02:30 on the night that has two: take the first.</summary>
    private static readonly AmbiguousTimeResolver EarlierOfTwo = Resolvers.ReturnEarlier;

    // Together they never turn time round: a later clock time never becomes an earlier moment, so slots keep their order.
    private static readonly ZoneLocalMappingResolver EarlierOfTwoElseFirstMomentAfterGap =
        Resolvers.CreateMappingResolver(EarlierOfTwo, FirstMomentAfterGap);

    /// <summary>
    /// The slots of a step from the moment it is due. Day 0 is the first open day that is not over by then; a slot that has
    /// begun starts at <paramref name="due"/>.
    /// </summary>
    public static SlotOffer SlotsFrom(DateTimeOffset due, string? zone, SequenceDefinition definition)
    {
        var (local, isUnknown) = ZoneOf(zone, definition.DefaultTimeZone);
        var moment = Instant.FromDateTimeOffset(due);
        var days = OpenDaysFrom(moment, local, definition, definition.PartsOfDay).Take(definition.DayOffsets[^1] + 1);
        var slots = days.SelectMany((parts, day) => definition.DayOffsets.Contains(day) ? SlotsOf(day, parts, moment) : []);
        return new SlotOffer([.. slots], local.Id, isUnknown);
    }

    /// <summary>
    /// The moment itself if the send window is open then, else the moment it opens next; null where it stays closed for a
    /// whole year.
    /// </summary>
    public static DateTimeOffset? NextOpenMomentAfter(DateTimeOffset moment, string? zone, SequenceDefinition definition)
    {
        var (local, _) = ZoneOf(zone, definition.DefaultTimeZone);
        var from = Instant.FromDateTimeOffset(moment);
        var window = new PartOfDay("window", definition.SendWindow.From, definition.SendWindow.Until);
        return OpenDaysFrom(from, local, definition, [window]).FirstOrDefault() is [var hours]
            ? Instant.Max(hours.From, from).ToDateTimeOffset()
            : null;
    }

    /// <summary>The day it is there at this moment, for caps per day.</summary>
    public static DateOnly LocalDateOf(DateTimeOffset moment, string? zone, string fallbackZone) =>
        DateOnly.FromDateTime(LocalTimeOf(moment, zone, fallbackZone));

    /// <summary>What calendar and clock show there at this moment.</summary>
    public static DateTime LocalTimeOf(DateTimeOffset moment, string? zone, string fallbackZone) =>
        Instant.FromDateTimeOffset(moment).InZone(ZoneOf(zone, fallbackZone).Zone).ToDateTimeUnspecified();

    /// <summary>The moment at which clocks there show this time: of two the first, of none the first after the gap.</summary>
    public static DateTimeOffset MomentOf(DateOnly date, TimeOfDay time, string? zone, string fallbackZone) =>
        MomentOf(date, time, ZoneOf(zone, fallbackZone).Zone).ToDateTimeOffset();

    private static IEnumerable<Slot> SlotsOf(int day, IReadOnlyList<Hours> parts, Instant due) => parts
        .Where(part => part.Until > due)
        .Select(part => new Slot($"d{day}-{part.Key}", Instant.Max(part.From, due).ToDateTimeOffset(), part.Until.ToDateTimeOffset()));

    /// <summary>The parts of each open day that is not over; the first day may have parts that are. Ends where a year is closed.</summary>
    private static IEnumerable<IReadOnlyList<Hours>> OpenDaysFrom(
        Instant moment, DateTimeZone zone, SequenceDefinition definition, IReadOnlyList<PartOfDay> parts)
    {
        var date = moment.InZone(zone).Date.ToDateOnly();
        var lastTry = date.AddDays(LongestClosure);
        for (; date <= lastTry; date = date.AddDays(1))
        {
            var hours = definition.IsAllowed(date) ? HoursOf(date, zone, parts) : [];
            if (hours is [.., var last] && last.Until > moment)
            {
                lastTry = date.AddDays(LongestClosure);
                yield return hours;
            }
        }
    }

    /// <summary>The parts of one day as moments; a part that a gap swallowed is left out.</summary>
    private static IReadOnlyList<Hours> HoursOf(DateOnly date, DateTimeZone zone, IReadOnlyList<PartOfDay> parts) =>
    [
        .. parts
            .Select(part => new Hours(part.Key, MomentOf(date, part.From, zone), MomentOf(date, part.Until, zone)))
            .Where(hours => hours.From < hours.Until),
    ];

    private static Instant MomentOf(DateOnly date, TimeOfDay time, DateTimeZone zone)
    {
        var local = LocalDate.FromDateOnly(date).AtMidnight().PlusMinutes(time.Minute);
        return zone.ResolveLocal(local, EarlierOfTwoElseFirstMomentAfterGap).ToInstant();
    }

    private static (DateTimeZone Zone, bool IsUnknown) ZoneOf(string? zone, string fallbackZone)
    {
        var known = KnownZone(zone);
        return (Zones[known ?? KnownZone(fallbackZone) ?? DateTimeZone.Utc.Id], known is null && !string.IsNullOrWhiteSpace(zone));
    }

    private readonly record struct Hours(string Key, Instant From, Instant Until);
}
