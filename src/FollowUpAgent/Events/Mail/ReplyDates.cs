using System.Globalization;
using System.Text.RegularExpressions;

namespace FollowUpAgent.Events.Mail;

/// <summary>Finds the day on which somebody is back or wants to be asked again, in English and Dutch. Pure.</summary>
internal static partial class ReplyDates
{
    private const int FarthestDays = 550;
    private const int MostLetters = 4000;

    private static readonly string[][] Months =
    [
        ["january", "januari", "jan"], ["february", "februari", "feb"], ["march", "maart", "mrt", "mar"], ["april", "apr"], ["may", "mei"], ["june", "juni", "jun"],
        ["july", "juli", "jul"], ["august", "augustus", "aug"], ["september", "sept", "sep"], ["october", "oktober", "oct", "okt"], ["november", "nov"], ["december", "dec"],
    ];

    private static readonly string[][] Days =
        [["sunday", "zondag"], ["monday", "maandag"], ["tuesday", "dinsdag"], ["wednesday", "woensdag"], ["thursday", "donderdag"], ["friday", "vrijdag"], ["saturday", "zaterdag"]];

    private static readonly string[][] Numbers = [["one", "a", "een", "één"], ["two", "twee", "couple", "paar", "few"], ["three", "drie"], ["four", "vier"], ["five", "vijf"], ["six", "zes"], ["seven", "zeven"], ["eight", "acht"], ["nine", "negen"], ["ten", "tien"]];

    /// <summary>The day, or null where none is told. The last day that is told counts: "from 3 to 17 July".</summary>
    public static DateOnly? Find(string text, DateOnly today)
    {
        text = (text.Length > MostLetters ? text[..MostLetters] : text).ToLowerInvariant();
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
        if (DayOfMonth().Match(text) is { Success: true } numbered)
        {
            var day = Number(numbered.Groups[1].Value);
            var from = day > today.Day ? today : today.AddMonths(1);
            return day >= 1 && day <= DateTime.DaysInMonth(from.Year, from.Month) ? new DateOnly(from.Year, from.Month, day) : null;
        }

        if (Span().Match(text) is { Success: true } span)
        {
            var word = span.Groups["n"].Value;
            var count = int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? Math.Min(n, 100) : Math.Max(1, Array.FindIndex(Numbers, x => x.Contains(word)) + 1);
            if (span.Groups["n"].Value == "half" || span.Groups["half"].Success)
            {
                return today.AddMonths(6);
            }

            return span.Groups["u"].Value[0] switch { 'w' => today.AddDays(7 * count), 'm' => today.AddMonths(Math.Min(count, 18)), 'q' or 'k' => today.AddMonths(Math.Min(3 * count, 18)), 'd' => today.AddDays(count), _ => today.AddYears(1) };
        }

        if (ReplySeasons.Find(text, today) is { } season)
        {
            return season;
        }

        if (Tomorrow().IsMatch(text))
        {
            return today.AddDays(1);
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

        if (Month().Match(text) is { Success: true } month)
        {
            var first = new DateOnly(today.Year, Array.FindIndex(Months, n => n.Contains(month.Groups["m"].Value)) + 1, DayIn(month.Groups["part"].Value));
            return first > today ? first : first.AddYears(1);
        }

        if (Weekday().Match(text) is { Success: true } named)
        {
            var ahead = (Array.FindIndex(Days, d => d.Contains(named.Groups[1].Value)) - (int)today.DayOfWeek + 7) % 7;
            return today.AddDays(ahead == 0 ? 7 : ahead);
        }

        return Year().Match(text) is { Success: true } year && Number(year.Groups[1].Value) > today.Year ? new DateOnly(Number(year.Groups[1].Value), 1, 1) : null;
    }

    // "Begin November" is its first day, "mid" its fifteenth, "at the end" a few days before the next.
    private static int DayIn(string part) => part switch { "mid" or "half" or "medio" or "halverwege" or "middle of" => 15, "end of" or "eind" or "einde" or "late" => 25, _ => 1 };

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private const string Named = "jan(?:uary|uari)?|feb(?:ruary|ruari)?|march|maart|mrt|mar|apr(?:il)?|may|mei|june?|juni|july?|juli|aug(?:ust|ustus)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|dec(?:ember)?";

    [GeneratedRegex(
        @"(?<iso>\b\d{4}-\d\d-\d\d\b)|\b(?<d1>\d{1,2})(?:st|nd|rd|th|e)?(?: of)? (?<m1>" + Named + @")\.?\b,?(?: (?<y1>\d{4})\b)?|\b(?<m2>" + Named + @")\.? (?<d2>\d{1,2})(?:st|nd|rd|th)?\b(?!:),?(?: (?<y2>\d{4})\b)?|\b(?<a>\d{1,2})[/.-](?<b>\d{1,2})(?:[/.-](?<y>\d{4}|\d\d))?\b")]
    private static partial Regex Told();

    [GeneratedRegex(@"\b(?:in|over|within|binnen|for|after|na) (?:about |around |ongeveer |another |nog )?(?:a |an |een )?(?<half>half (?:an? )?)?(?<n>\d{1,2}|an?|one|two|couple|three|four|five|six|seven|eight|nine|ten|few|een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|paar|half)?(?: (?:of|few|paar|a|an))? ?(?<u>weeks?|weken|week|months?|maand(?:en)?|quarters?|kwarta(?:al|len)|years?|jaar|days?|dag(?:en)?)\b")]
    private static partial Regex Span();

    [GeneratedRegex(@"\b(?:next|following|volgende?|komende?) (?<u>week|month|maand|quarter|kwartaal|year|jaar)\b(?! (?:sunday|monday|tuesday|wednesday|thursday|friday|saturday|zondag|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag))")]
    private static partial Regex Next();

    [GeneratedRegex(@"\bq([1-4])\b")]
    private static partial Regex Quarter();

    [GeneratedRegex(@"\b(?:tomorrow|morgen)\b(?! ?(?:ochtend|middag)?[^.]*\bgoede?\b)")]
    private static partial Regex Tomorrow();

    [GeneratedRegex(@"\b(?:until|till|on|by|tot|op|the|de|vanaf|from)(?: (?:friday|monday|tuesday|wednesday|thursday|saturday|sunday|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag))?(?: the| de)? (\d{1,2})(?:st|nd|rd|th|e)\b(?! (?:quarter|half|kwartaal|helft|time|keer|floor|verdieping))")]
    private static partial Regex DayOfMonth();

    [GeneratedRegex(@"\b(?:in|for|until|till|before|voor|tot|planning voor|planned for) (20\d\d)\b")]
    private static partial Regex Year();

    [GeneratedRegex(@"(?:\b(?:on|until|till|by|next|from|after|op|tot|vanaf|na|volgende|komende|aanstaande|week)|^|[.!?\n]) ?(sunday|monday|tuesday|wednesday|thursday|friday|saturday|zondag|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag)\b")]
    private static partial Regex Weekday();

    [GeneratedRegex(@"\b(?:(?<part>mid|half|medio|halverwege|middle of|end of|eind|einde|late|begin|early|beginning of|start of)|in|until|till|after|before|from|next|tot|na|voor|vanaf)[ -](?<m>january|januari|february|februari|march|maart|april|may|mei|june|juni|july|juli|august|augustus|september|october|oktober|november|december)\b")]
    private static partial Regex Month();
}
