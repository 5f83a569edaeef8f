using System.Text.Json;
using FollowUpAgent.Events.Mail;

namespace FollowUpAgent.Events.Replies;

/// <summary>A text that was written for training, and what it means.</summary>
/// <param name="Intent">What it means, as text.</param>
/// <param name="Family">The way of saying it that it shares with others; whole families are held back from training by the tests.</param>
/// <param name="Text">The text.</param>
internal sealed record ReplySample(string Intent, string Family, string Text)
{
    /// <summary>What it means.</summary>
    public ReplyIntent Meaning => ReplyIntentText.TryRead(Intent) ?? throw new InvalidDataException($"'{Intent}' is no intent of a reply.");
}

/// <summary>What the classifier knows of one language: a file of <c>Samples/</c>. A further language is a further file.</summary>
internal sealed class ReplyLanguage
{
    private const string Folder = "ReplySamples/";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly HashSet<string> common;

    private ReplyLanguage(string name, Content content)
    {
        Name = name;
        Greetings = [.. Entries(content.Greetings)];
        Closings = [.. Entries(content.Closings)];
        common = [.. Entries(content.Common)];
        Samples = content.Samples;
        Meanings = new ReplyMeanings(content.Meanings.SelectMany(m => Entries(m.Value).Select(entry => (m.Key, entry))));
    }

    /// <summary>All languages, by name.</summary>
    public static IReadOnlyList<ReplyLanguage> All { get; } = [.. typeof(ReplyLanguage).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Load)];

    /// <summary>Its code, as in <c>nl</c>.</summary>
    public string Name { get; }

    /// <summary>How mails begin.</summary>
    public IReadOnlyList<string> Greetings { get; }

    /// <summary>How the lines before a name begin.</summary>
    public IReadOnlyList<string> Closings { get; }

    /// <summary>Which words mean what, roughly.</summary>
    public ReplyMeanings Meanings { get; }

    /// <summary>The texts it is trained on.</summary>
    public IReadOnlyList<ReplySample> Samples { get; }

    /// <summary>The languages that most of these words belong to: one, or several where it cannot be told.</summary>
    public static IReadOnlyList<ReplyLanguage> Of(IReadOnlyList<ReplyToken> words)
    {
        var counts = All.Select(language => words.Count(w => language.common.Contains(w.Word))).ToList();
        return [.. All.Where((_, i) => counts[i] == counts.Max())];
    }

    private static ReplyLanguage Load(string resource)
    {
        using var stream = typeof(ReplyLanguage).Assembly.GetManifestResourceStream(resource)!;
        return new ReplyLanguage(Path.GetFileNameWithoutExtension(resource), JsonSerializer.Deserialize<Content>(stream, Json)!);
    }

    private static IEnumerable<string> Entries(string list) => list.Split(", ").Select(ReplyToken.Fold);

    private sealed record Content(string Greetings, string Closings, string Common, Dictionary<string, string> Meanings, ReplySample[] Samples);
}
