namespace FollowUpAgent.Cli;

/// <summary>The command line.</summary>
internal static class CommandLine
{
    /// <summary>Runs a verb.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        await House.Build(new Hosting.AgentFolder(args.Length > 0 ? args[0] : ".")).RunAsync();
        return 0;
    }
}
