namespace FollowUpAgent.Delivery.Composing;

/// <summary>A header that machines read: never encoded, folded only where its grammar has a gap.</summary>
internal static class StructuredHeader
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "In-Reply-To", "References", "Sender", "Auto-Submitted", "Precedence", "X-Auto-Response-Suppress", "Feedback-ID",
    };

    /// <summary>Whether the header is one of these.</summary>
    public static bool Knows(string header) =>
        Names.Contains(header) || header.StartsWith("List-", StringComparison.OrdinalIgnoreCase);

    /// <summary>The header with its name, folded, without the last line end.</summary>
    public static string Write(string header, string value)
    {
        HeaderText.RefuseControls(header, value);
        if (!HeaderText.IsPrintableAscii(value))
        {
            throw new MailCompositionException(header, "is read by machines and must be ASCII");
        }

        var isList = header.StartsWith("List-", StringComparison.OrdinalIgnoreCase);
        var words = isList ? ListItems(value) : value.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        if (words.Any(word => word.Length > 996 - header.Length))
        {
            throw new MailCompositionException(header, "holds a word longer than a line may be (998)");
        }

        return HeaderText.Fold(header, words);
    }

    // RFC 2369: a reader may treat a fold inside <...> as part of the URI, so lines break after a comma between URIs only.
    private static List<string> ListItems(string value)
    {
        var items = new List<string>();
        var start = 0;
        var isInside = false;
        for (var i = 0; i < value.Length; i++)
        {
            isInside = value[i] == '<' || (isInside && value[i] != '>');
            if (value[i] == ',' && !isInside)
            {
                items.Add(value[start..(i + 1)].Trim());
                start = i + 1;
            }
        }

        items.Add(value[start..].Trim());
        return items;
    }
}
