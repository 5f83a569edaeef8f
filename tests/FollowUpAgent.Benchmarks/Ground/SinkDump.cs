namespace FollowUpAgent.Benchmarks.Ground;

/// <summary>What smtp-sink took, as it wrote it down: all mails one after the other in a file.</summary>
internal sealed class SinkDump
{
    private const string Header = "Message-ID:";

    private SinkDump(string file) => File = file;

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>A dump in this folder, which the sink may write to under its own user.</summary>
    public static SinkDump In(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
            System.IO.File.SetUnixFileMode(folder, everybody);
            System.IO.File.SetUnixFileMode(Path.GetDirectoryName(folder)!, everybody);
        }

        return new SinkDump(Path.Combine(folder, "mails"));
    }

    /// <summary>How often each Message-ID arrived.</summary>
    public Dictionary<string, int> CountByMessageId() => System.IO.File.ReadLines(File)
        .Where(line => line.StartsWith(Header, StringComparison.OrdinalIgnoreCase))
        .CountBy(line => line[Header.Length..].Trim().Trim('<', '>'))
        .ToDictionary();
}
