namespace FollowUpAgent.Cli.Demo;

/// <summary>The mail folder as a judge of what was sent: it asks the files, not the program.</summary>
internal static class MailFolder
{
    private const string Header = "Message-ID:";

    /// <summary>The Message-ID of each file, without angle brackets; one entry a file.</summary>
    public static IReadOnlyList<string> ReadMessageIds(string folder) => !Directory.Exists(folder) ? [] :
    [
        .. Directory.EnumerateFiles(folder, "*.eml").Select(path =>
            File.ReadLines(path).First(line => line.StartsWith(Header, StringComparison.OrdinalIgnoreCase))[Header.Length..].Trim(' ', '<', '>')),
    ];
}
