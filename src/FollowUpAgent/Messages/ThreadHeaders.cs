namespace FollowUpAgent.Messages;

/// <summary>In-Reply-To and References (RFC 5322 3.6.4), by which mail programs show a thread.</summary>
internal static class ThreadHeaders
{
    private const int MaxLast = 20;
    private const int MaxLength = 900;

    /// <summary>The headers for a mail that follows these ones, oldest first; none if it follows nothing.</summary>
    public static IReadOnlyList<MailHeader> After(IReadOnlyList<string> previous)
    {
        // A relay may have put in an id of its own; one that is no id at all would break the header.
        var ids = previous.Where(IsId).Distinct().Select(id => $"<{id}>").ToList();
        return ids.Count == 0 ? [] : [new MailHeader("In-Reply-To", ids[^1]), new MailHeader("References", Chain(ids))];
    }

    // The first, which named the thread, and as many of the last as fit.
    private static string Chain(List<string> ids)
    {
        var first = ids[0];
        var last = ids.Skip(1).TakeLast(MaxLast).ToList();
        while (last.Count > 1 && first.Length + last.Sum(id => id.Length + 1) > MaxLength)
        {
            last.RemoveAt(0);
        }

        return string.Join(' ', [first, .. last]);
    }

    private static bool IsId(string id) =>
        id.Length is > 2 and <= 250
        && id.Contains('@', StringComparison.Ordinal)
        && id.All(c => c is > ' ' and < '\x7F' and not ('<' or '>'));
}
