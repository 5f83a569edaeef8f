namespace FollowUpAgent.Events;

/// <summary>Programs that fetch pictures and links in place of their readers, by the name they give themselves.</summary>
internal static class MachineAgents
{
    /// <summary>Whether this is one of them.</summary>
    public static bool Is(string? userAgent) =>
        // Apple's mail privacy proxy calls itself exactly that; the other two fetch pictures for their readers.
        userAgent == "Mozilla/5.0"
        || userAgent?.Contains("GoogleImageProxy", StringComparison.OrdinalIgnoreCase) == true
        || userAgent?.Contains("YahooMailProxy", StringComparison.OrdinalIgnoreCase) == true;
}
