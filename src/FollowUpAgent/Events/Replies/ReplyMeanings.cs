namespace FollowUpAgent.Events.Replies;

/// <summary>
/// Which words and phrases of a language stand for what: "supplier" and "vendor" for one thing, in each language under the same name. What
/// is learned of a meaning holds for words that no sample has, and for the other languages.
/// </summary>
internal sealed class ReplyMeanings
{
    private const int LongestPhrase = 6;
    private const int ShortestStem = 2;
    private readonly Dictionary<string, List<string>> phrases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> stems = new(StringComparer.Ordinal);

    /// <summary>The meanings of these entries; a word that ends with a star is the beginning of words.</summary>
    public ReplyMeanings(IEnumerable<(string Meaning, string Entry)> entries)
    {
        foreach (var (meaning, entry) in entries)
        {
            var (table, key) = entry.EndsWith('*') ? (stems, entry[..^1]) : (phrases, entry);
            (table.TryGetValue(key, out var known) ? known : table[key] = []).Add(meaning);
        }
    }

    /// <summary>The meanings that begin at a word, each with how many words it takes.</summary>
    public IEnumerable<(string Meaning, int Words)> At(IReadOnlyList<ReplyToken> tokens, int place)
    {
        var phrase = tokens[place].Word;
        foreach (var meaning in OfWord(phrase))
        {
            yield return (meaning, 1);
        }

        for (var words = 2; words <= LongestPhrase && place + words <= tokens.Count && tokens[place + words - 1].Sentence == tokens[place].Sentence; words++)
        {
            phrase += " " + tokens[place + words - 1].Word;
            foreach (var meaning in phrases.GetValueOrDefault(phrase) ?? [])
            {
                yield return (meaning, words);
            }
        }
    }

    private IEnumerable<string> OfWord(string word)
    {
        IEnumerable<string> found = phrases.GetValueOrDefault(word) ?? [];
        for (var length = ShortestStem; length <= word.Length; length++)
        {
            found = stems.TryGetValue(word[..length], out var more) ? found.Concat(more) : found;
        }

        return found.Distinct();
    }
}
