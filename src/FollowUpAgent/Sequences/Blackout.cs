using System.Globalization;

namespace FollowUpAgent.Sequences;

/// <summary>
/// One entry of the blackout dates: a day, a day of every year (<c>--12-25</c>), or a stretch of either kind from its first to
/// its last day, both included. A yearly stretch may run over New Year.
/// </summary>
internal sealed record Blackout
{
    private readonly int first;
    private readonly int last;

    private Blackout(string text, bool isYearly, int first, int last) =>
        (Text, IsYearly, this.first, this.last) = (text, isYearly, first, last);

    public string Text { get; }

    public bool IsYearly { get; }

    public static bool TryParse(string? text, out Blackout? blackout)
    {
        blackout = null;
        var ends = text?.Split('/') ?? [];
        if (ends.Length is not (1 or 2)
            || !TryParseDay(ends[0], out var isYearly, out var first)
            || !TryParseDay(ends[^1], out var isLastYearly, out var last)
            || isYearly != isLastYearly
            || (!isYearly && last < first))
        {
            return false;
        }

        blackout = new Blackout(text!, isYearly, first, last);
        return true;
    }

    public bool Contains(DateOnly date)
    {
        var day = IsYearly ? MonthAndDay(date) : date.DayNumber;
        var isFromFirst = first <= day;
        var isUntilLast = day <= last;
        return first <= last ? isFromFirst && isUntilLast : isFromFirst || isUntilLast;
    }

    private static bool TryParseDay(string text, out bool isYearly, out int day)
    {
        isYearly = text.StartsWith("--", StringComparison.Ordinal);

        // Read in a leap year, so that --02-29 is a day.
        var full = isYearly ? $"2024{text[1..]}" : text;
        var isDay = DateOnly.TryParseExact(full, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        day = isYearly ? MonthAndDay(date) : date.DayNumber;
        return isDay;
    }

    private static int MonthAndDay(DateOnly date) => (date.Month * 100) + date.Day;
}
