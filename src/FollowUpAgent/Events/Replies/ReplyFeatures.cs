using System.Text.RegularExpressions;
using FollowUpAgent.Events.Mail;

namespace FollowUpAgent.Events.Replies;

/// <summary>Something seen in an answer.</summary>
/// <param name="Name">What.</param>
/// <param name="Value">How much it may weigh.</param>
/// <param name="From">The first word that it was seen in.</param>
/// <param name="To">The word after the last one.</param>
internal readonly record struct ReplyFeature(string Name, double Value, int From, int To);

/// <summary>
/// Turns an answer into what a classifier can weigh: words, pairs of words, how words begin and their pieces, the meanings of words and which follow
/// each other within a sentence, and the phrases that are known for an intent. Pure; bounded whatever the text.
/// </summary>
internal sealed class ReplyFeatures
{
    /// <summary>How many letters are read.</summary>
    public const int MostLetters = 4000;

    private const int MostWords = 400;
    private const int Reach = 4;
    private const int StemLength = 5;
    private const int PieceLength = 4;
    private const int ShortAnswer = 4;

    // A long text has more of everything, and is not that much surer.
    private const double TextOfFullWeight = 12;

    private readonly Dictionary<string, ReplyFeature> seen = new(StringComparer.Ordinal);

    private ReplyFeatures(string text)
    {
        Text = ReplyCore.Of(text.Length > MostLetters ? text[..MostLetters] : text);
        Words = ReplyToken.Read(Text, MostWords);
    }

    /// <summary>The part of the answer that was read.</summary>
    public string Text { get; }

    /// <summary>Its words.</summary>
    public IReadOnlyList<ReplyToken> Words { get; }

    /// <summary>What was seen.</summary>
    public IReadOnlyCollection<ReplyFeature> Seen => seen.Values;

    /// <summary>The features of a text.</summary>
    public static ReplyFeatures Of(string text)
    {
        var features = new ReplyFeatures(text);
        features.AddWords();
        features.AddMeanings();
        features.AddPhrases();
        features.AddShape();
        return features;
    }

    private double Thin(double value) => value * Math.Sqrt(TextOfFullWeight / Math.Max(Words.Count, TextOfFullWeight));

    private void Add(string name, double value, int from, int to) => seen.TryAdd(name, new ReplyFeature(name, value, from, to));

    private void AddWords()
    {
        for (var i = 0; i < Words.Count; i++)
        {
            var word = Words[i].Word;
            Add($"w {word}", Thin(Weights.Word), i, i + 1);
            var before = i > 0 && Words[i - 1].Sentence == Words[i].Sentence ? Words[i - 1].Word : "^";
            Add($"b {before} {word}", Thin(Weights.Pair), Math.Max(0, i - 1), i + 1);
            if (word.Length > StemLength)
            {
                Add($"g {word.AsSpan(0, StemLength)}", Thin(Weights.Stem), i, i + 1);
            }

            AddPieces(i, $"^{word}$");
        }
    }

    // Of a word that is misspelt most pieces are right.
    private void AddPieces(int place, string word)
    {
        for (var at = 0; at + PieceLength <= word.Length; at++)
        {
            Add($"c {word.AsSpan(at, PieceLength)}", Thin(Weights.Piece), place, place + 1);
        }
    }

    private void AddMeanings()
    {
        var meanings = ReplyLanguage.Of(Words).Select(l => l.Meanings).ToList();
        var placed = Enumerable.Range(0, Words.Count).Select(i => Meanings(meanings, i).Distinct().ToList()).ToList();
        for (var i = 0; i < Words.Count; i++)
        {
            foreach (var (meaning, words) in placed[i])
            {
                Add($"m {meaning}", Thin(Weights.Meaning), i, i + words);
                AddFollowing(placed, i, meaning, words);
            }
        }
    }

    private void AddFollowing(List<List<(string Meaning, int Words)>> placed, int first, string meaning, int words)
    {
        for (var j = first + 1; j < Math.Min(Words.Count, first + words + Reach) && Words[j].Sentence == Words[first].Sentence; j++)
        {
            foreach (var (next, more) in placed[j].Where(p => p.Meaning != meaning))
            {
                Add($"m {meaning}>{next}", Thin(Weights.MeaningPair), first, j + more);
            }
        }
    }

    private IEnumerable<(string Meaning, int Words)> Meanings(List<ReplyMeanings> languages, int place)
    {
        var token = Words[place];
        return token.Word switch
        {
            ReplyToken.Address => [("address", 1)],
            ReplyToken.Link => [("link", 1)],
            ReplyToken.Number => [("number", 1)],
            ReplyToken.Question => [("?", 1)],
            _ => languages.SelectMany(l => l.At(Words, place)).Concat(token.IsName ? [("name", 1)] : []),
        };
    }

    private void AddPhrases()
    {
        foreach (var (intent, _, phrases) in ReplyPhrases.All)
        {
            AddMatch($"p {intent}", phrases);
        }

        foreach (var (kind, phrases) in LeavingPhrases.All)
        {
            AddMatch($"p leaving {kind}", phrases);
        }

        if (ReplyPhrases.AwayIn(Text) is not null)
        {
            Add("p Away", Weights.Phrase, 0, Words.Count);
        }
    }

    private void AddMatch(string name, Regex phrases)
    {
        if (phrases.Match(Text) is { Success: true } match)
        {
            var from = Words.TakeWhile(w => w.End <= match.Index).Count();
            Add(name, Weights.Phrase, from, Math.Max(from + 1, Words.TakeWhile(w => w.Start < match.Index + match.Length).Count()));
        }
    }

    private void AddShape()
    {
        Add(Words.Count <= ShortAnswer ? "s short" : Words.Count <= TextOfFullWeight ? "s middle" : "s long", Weights.Shape, 0, 0);
        if (Words.Count > 0 && Words[^1].Word == ReplyToken.Question)
        {
            Add("s ends asking", Weights.Shape, Words.Count - 1, Words.Count);
        }

        if (Words.Count > 0 && Words.Max(w => w.Sentence) == Words[0].Sentence)
        {
            Add("s one sentence", Weights.Shape, 0, 0);
        }
    }

    /// <summary>The prior standard deviation of each kind: what generalises may weigh more. Chosen by leaving whole training families out.</summary>
    private static class Weights
    {
        public const double Word = 0.4;
        public const double Pair = 0.3;
        public const double Stem = 0.3;
        public const double Piece = 0.2;
        public const double Meaning = 0.5;
        public const double MeaningPair = 0.35;
        public const double Phrase = 0.7;
        public const double Shape = 0.4;
    }
}
