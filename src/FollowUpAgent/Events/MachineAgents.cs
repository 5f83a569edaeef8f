namespace FollowUpAgent.Events;

/// <summary>Programs that fetch pictures and links in place of their readers, by the name they give themselves.</summary>
internal static class MachineAgents
{
    // Gateways that open links to look at what is behind, programs without a reader, and what fetches previews. As parts of the name.
    private static readonly string[] Scanners =
    [
        "barracuda", "proofpoint", "mimecast", "ironport", "fireeye", "trellix", "messagelabs", "symantec", "trendmicro", "sophos", "bitdefender", "forcepoint",
        "fortinet", "fortimail", "zscaler", "checkpoint", "avanan", "vade", "hornetsecurity", "spamtitan", "mailscanner", "google-safety", "bingpreview",
        "headlesschrome", "phantomjs", "python-requests", "python-urllib", "aiohttp", "curl/", "wget/", "go-http-client", "libwww-perl", "apache-httpclient",
        "bot/", "bot;", "slackbot", "crawler", "spider", "scanner", "linkcheck", "facebookexternalhit", "whatsapp/", "skypeuripreview",
    ];

    /// <summary>Whether this calls itself a scanner or a robot.</summary>
    /// <param name="userAgent">The name.</param>
    /// <param name="more">Further parts of names.</param>
    public static bool IsScanner(string? userAgent, IEnumerable<string> more) =>
        userAgent is { Length: > 0 } && Scanners.Concat(more).Any(s => userAgent.Contains(s, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether this is one that fetches pictures.</summary>
    public static bool Is(string? userAgent) =>
        // Apple's mail privacy proxy calls itself exactly that; the other two fetch pictures for their readers.
        userAgent == "Mozilla/5.0"
        || userAgent?.Contains("GoogleImageProxy", StringComparison.OrdinalIgnoreCase) == true
        || userAgent?.Contains("YahooMailProxy", StringComparison.OrdinalIgnoreCase) == true;
}
