namespace FollowUpAgent.Tests.Delivery.Peers;

/// <summary>Where the foreign programs are that .ci/install-mail-servers and .ci/install-node-packages put there.</summary>
internal static class Peers
{
    /// <summary>The folder of the unpacked servers.</summary>
    public static string Cache { get; } =
        Environment.GetEnvironmentVariable("FOLLOWUP_TEST_CACHE")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "followup-tests");

    public static string NodeFolder { get; } = Path.Combine(Root(), "tests", "node");

    /// <summary>Why tests with this peer cannot run here, or null if they can.</summary>
    public static string? WhyAbsent(string peer) => peer switch
    {
        "node" => Directory.Exists(Path.Combine(NodeFolder, "node_modules", "mailparser")) ? null : "mailparser is absent: run .ci/install-node-packages",
        _ when !Environment.IsPrivilegedProcess => $"{peer} can be run by root only",
        "postfix" => File.Exists("/usr/sbin/postfix") ? null : "postfix is absent: run .ci/install-mail-servers",
        _ => File.Exists(Path.Combine(Cache, peer, "ready")) ? null : $"{peer} is absent: run .ci/install-mail-servers",
    };

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "FollowUpAgent.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests run outside of the source tree.");
        }

        return folder.FullName;
    }
}
