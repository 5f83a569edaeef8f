namespace FollowUpAgent.Sequences;

/// <summary>The days and hours at which mails may leave, in the contact's own time zone.</summary>
/// <param name="Days">Monday first; never empty.</param>
/// <param name="From">Included.</param>
/// <param name="Until">Excluded; after <paramref name="From"/>.</param>
internal sealed record SendWindow(IReadOnlyList<DayOfWeek> Days, TimeOfDay From, TimeOfDay Until);

/// <summary>A stretch of the day that slots lie in; inside the send window.</summary>
/// <param name="Key">As in morning; slots carry it.</param>
/// <param name="From">Included.</param>
/// <param name="Until">Excluded; after <paramref name="From"/>.</param>
internal sealed record PartOfDay(string Key, TimeOfDay From, TimeOfDay Until)
{
    // The outer two reach to the ends of the day, so that a window wider than office hours is used in full.
    private static readonly PartOfDay[] Defaults =
    [
        new("morning", TimeOfDay.At(0), TimeOfDay.At(12)),
        new("midday", TimeOfDay.At(12), TimeOfDay.At(14)),
        new("afternoon", TimeOfDay.At(14), TimeOfDay.At(18)),
        new("evening", TimeOfDay.At(18), TimeOfDay.EndOfDay),
    ];

    public static IReadOnlyList<PartOfDay> DefaultsIn(TimeOfDay from, TimeOfDay until) => Clipped(Defaults, from, until);

    /// <summary>The parts in the order of the day, cut to the window; what lies outside is left out.</summary>
    public static IReadOnlyList<PartOfDay> Clipped(IEnumerable<PartOfDay> parts, TimeOfDay from, TimeOfDay until) =>
    [
        .. parts
            .Select(part => part with { From = TimeOfDay.Later(part.From, from), Until = TimeOfDay.Earlier(part.Until, until) })
            .Where(part => part.From < part.Until)
            .OrderBy(part => part.From),
    ];
}
