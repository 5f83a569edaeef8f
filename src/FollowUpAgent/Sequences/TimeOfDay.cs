using System.Globalization;

namespace FollowUpAgent.Sequences;

/// <summary>What a clock on the wall shows, from 00:00 up to and including 24:00, the end of the day.</summary>
/// <param name="Minute">Minutes on the clock since 00:00; on a day of a clock change not the minutes that went by.</param>
internal readonly record struct TimeOfDay(int Minute) : IComparable<TimeOfDay>
{
    public static readonly TimeOfDay EndOfDay = new(24 * 60);

    public static TimeOfDay At(int hour, int minute = 0) => new((hour * 60) + minute);

    /// <summary>Reads <c>HH:mm</c>, both with two digits.</summary>
    public static bool TryParse(string? text, out TimeOfDay time)
    {
        time = default;
        if (text is "24:00")
        {
            time = EndOfDay;
            return true;
        }

        if (!TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed))
        {
            return false;
        }

        time = At(parsed.Hour, parsed.Minute);
        return true;
    }

    public static bool operator <(TimeOfDay left, TimeOfDay right) => left.Minute < right.Minute;

    public static bool operator >(TimeOfDay left, TimeOfDay right) => left.Minute > right.Minute;

    public static bool operator <=(TimeOfDay left, TimeOfDay right) => left.Minute <= right.Minute;

    public static bool operator >=(TimeOfDay left, TimeOfDay right) => left.Minute >= right.Minute;

    public static TimeOfDay Earlier(TimeOfDay one, TimeOfDay other) => one < other ? one : other;

    public static TimeOfDay Later(TimeOfDay one, TimeOfDay other) => one > other ? one : other;

    public int CompareTo(TimeOfDay other) => Minute.CompareTo(other.Minute);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Minute / 60:00}:{Minute % 60:00}");
}
