using System.Globalization;
using System.Text.RegularExpressions;

namespace FollowUpAgent.Reports;

/// <summary>A week of ISO 8601, from Monday 00:00 UTC until the next one.</summary>
internal sealed partial record IsoWeek
{
    private IsoWeek(int year, int number) => (Year, Number) = (year, number);

    /// <summary>The year that the week belongs to.</summary>
    public int Year { get; }

    /// <summary>1 to 53.</summary>
    public int Number { get; }

    /// <summary>Its name, as in <c>2026-W47</c>.</summary>
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-W{Number:00}");

    /// <summary>Its first moment.</summary>
    public DateTimeOffset From => new(ISOWeek.ToDateTime(Year, Number, DayOfWeek.Monday), TimeSpan.Zero);

    /// <summary>The first moment after it.</summary>
    public DateTimeOffset Until => From.AddDays(7);

    /// <summary>The week before it.</summary>
    public IsoWeek Before => Of(From.AddDays(-1));

    /// <summary>The week of a moment.</summary>
    public static IsoWeek Of(DateTimeOffset moment)
    {
        var day = moment.UtcDateTime;
        return new IsoWeek(ISOWeek.GetYear(day), ISOWeek.GetWeekOfYear(day));
    }

    /// <summary>Reads a name such as <c>2026-W47</c>; null where there is no such week.</summary>
    public static IsoWeek? TryParse(string text)
    {
        var match = Name().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var (year, number) = (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
        return year is >= 2000 and < 9999 && number >= 1 && number <= ISOWeek.GetWeeksInYear(year) ? new IsoWeek(year, number) : null;
    }

    [GeneratedRegex("^([0-9]{4})-[Ww]([0-9]{2})$")]
    private static partial Regex Name();
}
