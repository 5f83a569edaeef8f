using System.Text.RegularExpressions;

namespace FollowUpAgent.Events.Mail;

/// <summary>Finds the day that a season, a half of the year or a feast stands for, in English and Dutch. Pure.</summary>
internal static partial class ReplySeasons
{
    /// <summary>The first such day after today, or null where none is named.</summary>
    public static DateOnly? Find(string text, DateOnly today)
    {
        if (Named().Match(text) is not { Success: true } found)
        {
            return null;
        }

        var year = found.Groups["next"].Success ? today.Year + 1 : today.Year;
        var (month, day) = DayOf(found);
        var date = new DateOnly(year, month, day);
        return date > today ? date : date.AddYears(1);
    }

    private static (int Month, int Day) DayOf(System.Text.RegularExpressions.Match found) => found switch
    {
        _ when found.Groups["newyear"].Success => (1, 1),
        _ when found.Groups["christmas"].Success => (1, 2),
        _ when found.Groups["aftersummer"].Success => (9, 1),
        _ when found.Groups["easter"].Success => (4, 15),
        _ when found.Groups["half"].Success => (7, 1),
        _ when found.Groups["quarter"].Success => ((QuarterOf(found.Groups["quarter"].Value) * 3) - 2, 1),
        _ when found.Groups["spring"].Success => (3, 20),
        _ when found.Groups["summer"].Success => (6, 21),
        _ when found.Groups["autumn"].Success => (9, 21),
        _ => (12, 21),
    };

    private static int QuarterOf(string word) => word switch { "first" or "eerste" => 1, "second" or "tweede" => 2, "third" or "derde" => 3, _ => 4 };

    [GeneratedRegex(
        @"\b(?<newyear>(?:in |after )?the new year|(?:in |na )?het nieuwe jaar|na de jaarwisseling)\b|\b(?<christmas>after (?:the )?christmas|na (?:de )?kerst)"
        + @"|\b(?<aftersummer>after (?:the |my )?summer|na (?:de |mijn )?zomer)|\b(?<easter>after easter|na pasen)\b|\b(?<half>second half of (?:the|this) year|tweede helft van (?:het|dit) jaar)"
        + @"|\b(?<quarter>first|second|third|fourth|last|eerste|tweede|derde|vierde|laatste) (?:quarter|kwartaal)\b"
        + @"|\b(?:(?<next>next|volgende?)|in|this|until|till|before|in (?:the|de|het)|the|de|het|komende?|dit|deze|elk) (?:(?<spring>spring|voorjaar|lente)|(?<summer>summer|zomer)|(?<autumn>autumn|fall|najaar|herfst)|(?<winter>winter))\b")]
    private static partial Regex Named();
}
