using System.Text.Json;
using FollowUpAgent.Events.Mail;
using FollowUpAgent.Events.Replies;

namespace FollowUpAgent.Tests.Events.Replies;

/// <summary>Texts that the classifier was not trained on, in families of their own.</summary>
internal static class HeldBackReplies
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The texts of a set in one language.</summary>
    public static IReadOnlyList<ReplySample> Read(string set, string language) => JsonSerializer.Deserialize<ReplySample[]>(Open($"{set}.{language}.json"), Json)!;

    /// <summary>Phrasings of days, each with the day that is meant on 2 March 2026, or null.</summary>
    public static IReadOnlyList<(string Text, string? Day)> Days(string language)
    {
        using var reader = new StreamReader(Open($"dates.{language}.txt"));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(" | ", 2)).Select(l => (l[1].Trim(), l[0] == "none" ? null : l[0]))];
    }

    /// <summary>What each is taken for.</summary>
    public static IReadOnlyList<(ReplyIntent Meant, ReplyReading Taken)> Understood(string set, string language) =>
        [.. Read(set, language).Select(s => (s.Meaning, ReplyReader.Shipped.Understand(s.Text)))];

    private static Stream Open(string name) => typeof(HeldBackReplies).Assembly.GetManifestResourceStream($"HeldBack/{name}")
        ?? throw new InvalidOperationException($"There is no {name}.");
}

/// <summary>How well meanings were told apart.</summary>
/// <param name="F1">Of each meaning.</param>
/// <param name="Precision">Of wishes for no more mail.</param>
/// <param name="Recall">Of them too.</param>
internal sealed record ReplyFigures(IReadOnlyDictionary<ReplyIntent, double> F1, double Precision, double Recall)
{
    /// <summary>The mean over all meanings.</summary>
    public double MacroF1 => F1.Values.Average();

    /// <summary>The figures of these.</summary>
    public static ReplyFigures Of(IReadOnlyList<(ReplyIntent Meant, ReplyReading Taken)> told)
    {
        var f1 = ReplyClassifier.Intents.ToDictionary(i => i, i => 2.0 * Hits(i) / (told.Count(t => t.Meant == i) + told.Count(t => t.Taken.Intent == i)));
        const ReplyIntent leaving = ReplyIntent.Unsubscribe;
        return new ReplyFigures(f1, (double)Hits(leaving) / told.Count(t => t.Taken.Intent == leaving), (double)Hits(leaving) / told.Count(t => t.Meant == leaving));

        int Hits(ReplyIntent intent) => told.Count(t => t.Meant == intent && t.Taken.Intent == intent);
    }

    public override string ToString() =>
        FormattableString.Invariant($"macro F1 {MacroF1:F3}; unsubscribe precision {Precision:F3}, recall {Recall:F3}; ") + string.Join(", ", F1.Select(f => FormattableString.Invariant($"{f.Key} {f.Value:F3}")));
}
