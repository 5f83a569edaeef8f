using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace FollowUpAgent.Reports;

/// <summary>What reports and pages say in one language. A language is a file a room, in <c>Reports/Texts</c> and <c>Dashboard/Texts</c>, found by its name. Thread-safe.</summary>
internal sealed class Texts
{
    private const string Prefix = "Texts/";
    private static readonly Lazy<IReadOnlyDictionary<string, Texts>> All = new(ReadAll);
    private readonly IReadOnlyDictionary<string, string> patterns;

    private Texts(string language, IReadOnlyDictionary<string, string> patterns) =>
        (Language, Culture, this.patterns) = (language, CultureInfo.GetCultureInfo(language), patterns);

    /// <summary>The tags of all languages, English first.</summary>
    public static IReadOnlyList<string> Languages => [.. All.Value.Keys.OrderBy(l => l != "en").ThenBy(l => l, StringComparer.Ordinal)];

    /// <summary>The language's tag.</summary>
    public string Language { get; }

    /// <summary>How numbers and dates are written.</summary>
    public CultureInfo Culture { get; }

    /// <summary>The keys of all texts.</summary>
    public IEnumerable<string> Keys => patterns.Keys;

    /// <summary>The text with this key.</summary>
    public string this[string key] => Pattern(key);

    /// <summary>The language with this tag, or null; <c>nl-BE</c> is <c>nl</c>.</summary>
    public static Texts? Find(string? language) => language is null ? null : All.Value.GetValueOrDefault(language.Split('-')[0].ToLowerInvariant());

    /// <summary>A text with facts in its places; <c>key.one</c> where it exists and the first fact is the number 1.</summary>
    public string Say(string key, params object?[] facts)
    {
        var isOne = facts.Length > 0 && facts[0] is 1 or 1L or 1.0;
        return string.Format(Culture, isOne && patterns.ContainsKey($"{key}.one") ? patterns[$"{key}.one"] : Pattern(key), facts);
    }

    /// <summary>A sentence.</summary>
    public string Say(Sentence sentence) => Say(sentence.Key, [.. sentence.Facts.Select(Word)]);

    /// <summary>The name of a group, outcome or other word of ours; one that has no text stands for itself.</summary>
    public string Name(string kind, string key) => patterns.GetValueOrDefault($"{kind}.{key}", key);

    // A word of ours is written as @kind.key; anything else is a name that people gave.
    private object? Word(Fact fact) => fact switch
    {
        { Number: { } number } => number,
        { Time: { } time } => time.UtcDateTime,
        { Word: { } word } => patterns.GetValueOrDefault(word, word),
        _ => fact.Text,
    };

    private string Pattern(string key) =>
        patterns.TryGetValue(key, out var pattern) ? pattern : throw new KeyNotFoundException($"The texts in {Language} have no '{key}'.");

    private static Dictionary<string, Texts> ReadAll()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .GroupBy(name => Path.GetFileNameWithoutExtension(name))
            .ToDictionary(language => language.Key, language => new Texts(language.Key, language.SelectMany(Read).ToDictionary()));

        Dictionary<string, string> Read(string name)
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!;
        }
    }
}

/// <summary>A sentence in no language yet: a key of <see cref="Texts"/> and the facts in it.</summary>
internal sealed record Sentence(string Key, IReadOnlyList<Fact> Facts)
{
    /// <summary>A sentence with these facts.</summary>
    public static Sentence Of(string key, params Fact[] facts) => new(key, facts);
}

/// <summary>One fact: a number, a time, a word of ours by its key, or a name that people gave. One of them is there.</summary>
internal sealed record Fact
{
    /// <summary>A number.</summary>
    public double? Number { get; init; }

    /// <summary>A moment.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>A key of <see cref="Texts"/>.</summary>
    public string? Word { get; init; }

    /// <summary>A name that people gave.</summary>
    public string? Text { get; init; }

    /// <summary>A number.</summary>
    public static implicit operator Fact(double number) => new() { Number = number };

    /// <summary>A moment.</summary>
    public static implicit operator Fact(DateTimeOffset time) => new() { Time = time };

    /// <summary>A name that people gave.</summary>
    public static implicit operator Fact(string text) => new() { Text = text };

    /// <summary>A word of ours.</summary>
    public static Fact Ours(string key) => new() { Word = key };
}
