using System.Globalization;
using System.Text.RegularExpressions;

namespace FollowUpAgent.Events.Mail;

/// <summary>Finds the day on which somebody is back or wants to be asked again, in English and Dutch. Pure.</summary>
internal static partial class ReplyDates
{
    private const int FarthestDays = 550;

    private static readonly string[][] Months =
    [
        ["january", "januari", "jan"], ["february", "februari", "feb"], ["march", "maart", "mrt", "mar"], ["april", "apr"], ["may", "mei"], ["june", "juni", "jun"],
        ["july", "juli", "jul"], ["august", "augustus", "aug"], ["september", "sept", "sep"], ["october", "oktober", "oct", "okt"], ["november", "nov"], ["december", "dec"],
    ];

    private static readonly string[][] Days =
        [["sunday", "zondag"], ["monday", "maandag"], ["tuesday", "dinsdag"], ["wednesday", "woensdag"], ["thursday", "donderdag"], ["friday", "vrijdag"], ["saturday", "zaterdag"]];

    private static readonly string[][] Numbers = [["one", "a", "een", "één"], ["two", "twee", "couple"], ["three", "drie"], ["four", "vier"], ["five", "vijf"], ["six", "zes"]];

    /// <summary>The day, or null where none is told. The last day that is told counts: "from 3 to 17 July".</summary>
    public static DateOnly? Find(string text, DateOnly today)
    {
        text = text.ToLowerInvariant();
        var told = Told().Matches(text).Select(m => Read(m, today)).OfType<DateOnly>().Where(d => d > today && d.DayNumber - today.DayNumber <= FarthestDays).ToList();
        return told.Count > 0 ? told.Max() : Later(text, today);
    }

    private static DateOnly? Read(System.Text.RegularExpressions.Match m, DateOnly today)
    {
        if (m.Groups["iso"].Success)
        {
            return DateOnly.TryParseExact(m.Groups["iso"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var iso) ? iso : null;
        }

        if (m.Groups["a"].Success)
        {
            // Day first, as in Europe, unless that is no day.
            var (a, b) = (Number(m.Groups["a"].Value), Number(m.Groups["b"].Value));
            return b > 12 ? Make(b, a, m.Groups["y"].Value, today) : Make(a, b, m.Groups["y"].Value, today);
        }

        var (day, month, year) = m.Groups["d1"].Success ? (m.Groups["d1"], m.Groups["m1"], m.Groups["y1"]) : (m.Groups["d2"], m.Groups["m2"], m.Groups["y2"]);
        return Make(Number(day.Value), Array.FindIndex(Months, n => n.Contains(month.Value.TrimEnd('.'))) + 1, year.Value, today);
    }

    private static DateOnly? Make(int day, int month, string year, DateOnly today)
    {
        if (month is < 1 or > 12 || day < 1)
        {
            return null;
        }

        var given = year.Length == 0 ? today.Year : year.Length == 2 ? 2000 + Number(year) : Number(year);
        if (given is < 1900 or > 9000 || day > DateTime.DaysInMonth(given, month))
        {
            return null;
        }

        var date = new DateOnly(given, month, day);
        // Without a year, a day long past is next year's.
        return year.Length == 0 && date.DayNumber < today.DayNumber - 30 ? date.AddYears(1) : date;
    }

    private static DateOnly? Later(string text, DateOnly today)
    {
        if (Span().Match(text) is { Success: true } span)
        {
            var word = span.Groups["n"].Value;
            var count = int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? Math.Min(n, 100) : Math.Max(1, Array.FindIndex(Numbers, x => x.Contains(word)) + 1);
            return span.Groups["u"].Value[0] switch { 'w' => today.AddDays(7 * count), 'm' => today.AddMonths(Math.Min(count, 18)), 'q' or 'k' => today.AddMonths(Math.Min(3 * count, 18)), 'd' => today.AddDays(count), _ => today.AddYears(1) };
        }

        if (Next().Match(text) is { Success: true } next)
        {
            return next.Groups["u"].Value[0] switch
            {
                'w' => today.AddDays(8 - (today.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)today.DayOfWeek)),
                'm' => new DateOnly(today.Year, today.Month, 1).AddMonths(1),
                'q' or 'k' => new DateOnly(today.Year, ((today.Month - 1) / 3 * 3) + 1, 1).AddMonths(3),
                _ => new DateOnly(today.Year + 1, 1, 1),
            };
        }

        if (Quarter().Match(text) is { Success: true } quarter)
        {
            var start = new DateOnly(today.Year, ((Number(quarter.Groups[1].Value) - 1) * 3) + 1, 1);
            return start > today ? start : start.AddYears(1);
        }

        if (Weekday().Match(text) is { Success: true } named)
        {
            var ahead = (Array.FindIndex(Days, d => d.Contains(named.Groups[1].Value)) - (int)today.DayOfWeek + 7) % 7;
            return today.AddDays(ahead == 0 ? 7 : ahead);
        }

        if (Month().Match(text) is { Success: true } month)
        {
            var first = new DateOnly(today.Year, Array.FindIndex(Months, n => n.Contains(month.Groups[1].Value)) + 1, 1);
            return first > today ? first : first.AddYears(1);
        }

        return null;
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private const string Named = "jan(?:uary|uari)?|feb(?:ruary|ruari)?|march|maart|mrt|mar|apr(?:il)?|may|mei|june?|juni|july?|juli|aug(?:ust|ustus)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|dec(?:ember)?";

    [GeneratedRegex(
        @"(?<iso>\b\d{4}-\d\d-\d\d\b)|\b(?<d1>\d{1,2})(?:st|nd|rd|th|e)?(?: of)? (?<m1>" + Named + @")\.?\b,?(?: (?<y1>\d{4})\b)?|\b(?<m2>" + Named + @")\.? (?<d2>\d{1,2})(?:st|nd|rd|th)?\b(?!:),?(?: (?<y2>\d{4})\b)?|\b(?<a>\d{1,2})[/.-](?<b>\d{1,2})(?:[/.-](?<y>\d{4}|\d\d))?\b")]
    private static partial Regex Told();

    [GeneratedRegex(@"\b(?:in|over|within|binnen) (?:about |around |ongeveer )?(?:a )?(?<n>\d{1,2}|an?|one|two|couple|three|four|five|six|few|een|één|twee|drie|vier|vijf|zes|paar|half)(?: (?:of|few|paar))? (?<u>weeks?|weken|week|months?|maand(?:en)?|quarters?|kwarta(?:al|len)|years?|jaar|days?|dag(?:en)?)\b")]
    private static partial Regex Span();

    [GeneratedRegex(@"\b(?:next|volgende?|komende?) (?<u>week|month|maand|quarter|kwartaal|year|jaar)\b")]
    private static partial Regex Next();

    [GeneratedRegex(@"\bq([1-4])\b")]
    private static partial Regex Quarter();

    [GeneratedRegex(@"\b(?:on|until|till|by|next|from|after|op|tot|vanaf|na|volgende|komende|aanstaande) (sunday|monday|tuesday|wednesday|thursday|friday|saturday|zondag|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag)\b")]
    private static partial Regex Weekday();

    [GeneratedRegex(@"\b(?:in|until|till|after|from|next|tot|na|vanaf|begin|eind|medio) (january|januari|february|februari|march|maart|april|may|mei|june|juni|july|juli|august|augustus|september|october|oktober|november|december)\b")]
    private static partial Regex Month();
}
