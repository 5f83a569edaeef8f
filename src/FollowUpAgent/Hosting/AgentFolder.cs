namespace FollowUpAgent.Hosting;

/// <summary>The folder of one agent (<c>--data</c>): its configuration, templates, data and mail. Holds paths, touches nothing.</summary>
internal sealed record AgentFolder(string Root)
{
    /// <summary>The configuration file that a person edits.</summary>
    public string SettingsFile => Path.Combine(Root, "appsettings.json");

    /// <summary>The database, keys and locks that the agent itself writes.</summary>
    public string Data => Path.Combine(Root, "data");

    /// <summary>The secret from which all keys are derived, unless <c>Security:MasterKey</c> is given.</summary>
    public string MasterKeyFile => Path.Combine(Data, "master.key");

    /// <summary>A path from the configuration, seen from the agent's folder.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, Path.GetFullPath(Root));
}
