namespace FollowUpAgent.Events.Replies;

/// <summary>The lines of an answer that say something: without greeting, closing words and name. Pure.</summary>
internal static class ReplyCore
{
    private const int LongestFrame = 40;
    private const int MostLines = 200;
    private const int MostClosingWords = 6;
    private const int LongestNameWords = 5;

    /// <summary>What lies between greeting and closing; everything, where nothing else would be left.</summary>
    public static string Of(string text)
    {
        var lines = text.Split('\n', MostLines).Select(l => l.Trim()).Where(l => l.Length > 0).ToList();
        if (lines.Count == 0)
        {
            return "";
        }

        lines[0] = WithoutGreeting(lines[0]);
        var end = lines.FindIndex(1, l => IsClosing(l));
        var kept = lines.Take(end < 0 ? lines.Count : end).Where(l => l.Length > 0).ToList();
        return kept.Count > 0 ? string.Join('\n', kept) : text;
    }

    // "Hi Anna," in a line of its own or before the first sentence.
    private static string WithoutGreeting(string line)
    {
        var comma = line.AsSpan(0, Math.Min(line.Length, LongestFrame)).IndexOfAny(',', '!', ':');
        var head = comma >= 0 ? line[..comma] : line.Length <= LongestFrame ? line : "";
        var isGreeting = head.Split(' ').Length <= LongestNameWords && ReplyLanguage.All.Any(l => l.Greetings.Any(g => Begins(head, g)));
        return !isGreeting ? line : comma >= 0 ? line[(comma + 1)..].Trim() : head.Split(' ').Length <= 3 && !line.EndsWith('?') && !line.EndsWith('.') ? "" : line;
    }

    private static bool IsClosing(string line) =>
        line.Length <= LongestFrame
        && line.Split(' ').Length <= MostClosingWords
        && ReplyLanguage.All.Any(l => l.Closings.Any(c => Begins(line, c)))
        && !line.Contains('?', StringComparison.Ordinal);

    private static bool Begins(string line, string words) =>
        line.StartsWith(words, StringComparison.OrdinalIgnoreCase) && (line.Length == words.Length || !char.IsLetter(line[words.Length]));
}
