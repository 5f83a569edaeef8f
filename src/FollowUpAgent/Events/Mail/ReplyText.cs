using System.Text;

namespace FollowUpAgent.Events.Mail;

/// <summary>Finds what a person wrote in an answer, without what it quotes. Pure.</summary>
internal static class ReplyText
{
    private const int MostLines = 2000;
    private const int LongestWish = 200;
    private const int MostNameWords = 3;

    /// <summary>The person's own lines.</summary>
    public static string WithoutQuotes(string text)
    {
        var own = new List<string>();
        foreach (var line in text.Split('\n', MostLines).Select(l => l.Trim()))
        {
            var lower = line.ToLowerInvariant();
            if (line == "--" || line.StartsWith("_____", StringComparison.Ordinal) || ReplyWords.All.Any(w => BeginsQuote(w, lower)))
            {
                RemoveBegunQuoting(own);
                break;
            }

            if (!line.StartsWith('>'))
            {
                own.Add(line);
            }
        }

        return string.Join('\n', own).Trim();
    }

    /// <summary>
    /// Whether the whole answer, short as it is, says nothing but that the person wants no more mail. "Stop by any time" does not.
    /// </summary>
    public static bool AsksToLeave(string own)
    {
        if (own.Length is 0 or > LongestWish)
        {
            return false;
        }

        // A name may follow in lines of its own.
        var paragraphs = own.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var rest = paragraphs.Skip(1).SelectMany(p => WordsOf(p)).Where(w => !IsCourtesy(w)).ToList();
        return paragraphs.Length > 0 && rest.Count <= MostNameWords && IsWish(WordsOf(paragraphs[0]));
    }

    // "On Monday Ada" stands alone where "Brown wrote:" was broken off it.
    private static void RemoveBegunQuoting(List<string> own)
    {
        if (own.Count > 0 && ReplyWords.All.SelectMany(w => w.Quoting).Any(q => own[^1].StartsWith(q.Begin, StringComparison.OrdinalIgnoreCase)))
        {
            own.RemoveAt(own.Count - 1);
        }
    }

    private static bool IsWish(List<string> words)
    {
        var core = words.SkipWhile(IsCourtesy).Reverse().SkipWhile(IsCourtesy).Reverse().ToList();
        return Says(words) || Says(core);
    }

    private static bool Says(IEnumerable<string> words)
    {
        var text = string.Join(' ', words);
        return ReplyWords.All.Any(w => w.Leaving.Contains(text));
    }

    private static bool IsCourtesy(string word) => ReplyWords.All.Any(w => w.Courtesy.Contains(word));

    private static List<string> WordsOf(string text)
    {
        var plain = new StringBuilder();
        foreach (var letter in text.ToLowerInvariant())
        {
            // "don't" is one word, "e-mail" two.
            plain.Append(letter is '\'' or '’' ? "" : char.IsLetterOrDigit(letter) ? letter : ' ');
        }

        return [.. plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static bool BeginsQuote(ReplyWords words, string line) =>
        words.QuotedFrom.Any(q => line.StartsWith(q, StringComparison.Ordinal))
        || words.Quoting.Any(q => line.StartsWith(q.Begin, StringComparison.Ordinal) && line.EndsWith(q.End, StringComparison.Ordinal))
        // It is often broken in two: "On Monday Ada" and "Brown wrote:".
        || words.Quoting.Any(q => line.EndsWith($" {q.End}", StringComparison.Ordinal) && line.Length <= LongestWish);
}
