using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FollowUpAgent.Events.Replies;

/// <summary>A word of an answer.</summary>
/// <param name="Word">In lower case without accents; addresses, links and numbers by their kind.</param>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Sentence">The number of its sentence.</param>
/// <param name="IsName">Whether it is written like a name: with a capital inside a sentence.</param>
internal readonly partial record struct ReplyToken(string Word, int Start, int End, int Sentence, bool IsName)
{
    /// <summary>An address stands for any.</summary>
    public const string Address = "@address";

    /// <summary>A link stands for any.</summary>
    public const string Link = "@link";

    /// <summary>A number stands for any.</summary>
    public const string Number = "@number";

    /// <summary>A question mark is a word of its own.</summary>
    public const string Question = "?";

    private const int LongestWord = 40;

    /// <summary>The words of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">How many are read.</param>
    public static List<ReplyToken> Read(string text, int most)
    {
        var (tokens, sentence, begins) = (new List<ReplyToken>(), 0, true);
        for (var match = Pieces().Match(text); match.Success && tokens.Count < most; match = match.NextMatch())
        {
            var piece = match.Value;
            if (piece[0] is '.' or '!' or '\n' or ';')
            {
                (sentence, begins) = (begins ? sentence : sentence + 1, true);
                continue;
            }

            var isName = !begins && char.IsUpper(piece[0]) && piece.Length > 1 && char.IsLower(piece[1]);
            tokens.Add(new ReplyToken(WordOf(match), match.Index, match.Index + match.Length, sentence, isName));
            (sentence, begins) = piece[0] == '?' ? (sentence + 1, true) : (sentence, false);
        }

        return tokens;
    }

    /// <summary>In lower case, without accents.</summary>
    public static string Fold(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in Decompose(text.ToLowerInvariant()))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(letter) is not UnicodeCategory.NonSpacingMark)
            {
                plain.Append(letter is '’' or '`' ? '\'' : letter);
            }
        }

        return plain.ToString();
    }

    private static string WordOf(System.Text.RegularExpressions.Match match) =>
        match.Groups["address"].Success ? Address
        : match.Groups["link"].Success ? Link
        : match.Groups["number"].Success ? Number
        : Fold(match.Length > LongestWord ? match.Value[..LongestWord] : match.Value);

    // Half a surrogate pair is no text for the framework.
    private static string Decompose(string text) => Ascii.IsValid(text) ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Normalize(NormalizationForm.FormD);

    [GeneratedRegex(
        @"(?<address>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,4})|(?<link>https?://\S{1,200}|www\.\S{1,200})|(?<number>[#€$£]?\d[\d.,:/-]*%?)|[\p{L}\d]+(?:['’`-][\p{L}\d]+){0,4}|\?|[.!;]+|\n+",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Pieces();
}
