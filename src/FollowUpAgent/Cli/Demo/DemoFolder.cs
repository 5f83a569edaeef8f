using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Cli.Demo;

/// <summary>Writes the demo's agent into a new folder: settings, templates, keys. Nothing is written elsewhere.</summary>
internal static class DemoFolder
{
    /// <summary>The source of events that plays the shop's own systems.</summary>
    public const string EventSource = "world";

    private const string Resources = "Demo/";

    /// <summary>Writes the agent.</summary>
    /// <param name="path">A folder that is new or empty; null for a new one under the system's temporary path.</param>
    /// <param name="seed">The demo's seed.</param>
    /// <exception cref="VerbException">The folder holds something already.</exception>
    public static (AgentFolder Folder, string Secret, string MailSecret) Write(string? path, int seed)
    {
        var root = path is null ? Directory.CreateTempSubdirectory("followup-demo-").FullName : Path.GetFullPath(path);
        if (Directory.Exists(root) && Directory.EnumerateFileSystemEntries(root).Any())
        {
            throw new VerbException($"{root} is not empty: nothing was written. Name a new folder with --folder, or leave it out.", ExitCode.WrongUsage);
        }

        var folder = new AgentFolder(root);
        var secret = "whsec_" + Convert.ToBase64String(Key("webhook", seed));
        var mailSecret = Convert.ToHexStringLower(Key("mail", seed));
        var (outside, inside) = FreePorts();
        foreach (var resource in typeof(DemoFolder).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(Resources, StringComparison.Ordinal)))
        {
            Write(Path.Combine(root, resource[Resources.Length..]), resource);
        }

        // Beside the settings that people read: what this run alone decides. The keys follow from the seed, as the groups follow from the keys.
        var settings = File.ReadAllText(folder.SettingsFile);
        File.WriteAllText(folder.SettingsFile, settings.Insert(settings.IndexOf('{', StringComparison.Ordinal) + 1, string.Create(CultureInfo.InvariantCulture,
            $$"""

              "Listeners": { "Public": { "Port": {{outside}} }, "Private": { "Port": {{inside}} } },
              "Security": { "MasterKey": "{{Convert.ToBase64String(Key("master", seed))}}" },
              "Webhooks": { "Sources": { "{{EventSource}}": { "Secrets": [ "{{secret}}" ] } }, "Mail": { "Secrets": [ "{{mailSecret}}" ] } },

            """)).Replace("\"PostalAddress\"", string.Create(CultureInfo.InvariantCulture, $"\"PublicUrl\": \"http://localhost:{outside}\",\n    \"PostalAddress\""), StringComparison.Ordinal));
        return (folder, secret, mailSecret);
    }

    private static void Write(string path, string resource)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var content = typeof(DemoFolder).Assembly.GetManifestResourceStream(resource)!;
        using var file = new FileStream(path, FileMode.CreateNew);
        content.CopyTo(file);
    }

    private static byte[] Key(string purpose, int seed) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"followup demo, {purpose}, seed {seed}")));

    // Any two: the usual ones may be another agent's, and a port that was free a moment ago may be taken by another demo.
    private static (int Public, int Private) FreePorts()
    {
        using var outside = new TcpListener(IPAddress.Loopback, 0);
        using var inside = new TcpListener(IPAddress.Loopback, 0);
        outside.Start();
        inside.Start();
        return (((IPEndPoint)outside.LocalEndpoint).Port, ((IPEndPoint)inside.LocalEndpoint).Port);
    }
}
