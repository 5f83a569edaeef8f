using System.Text.Json;
using FollowUpAgent.Cli;
using FollowUpAgent.Hosting;
using FollowUpAgent.Tests.House;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpAgent.Tests.Cli;

/// <summary>A folder of its own and the command line in it, inside this process; chance and clock are the test's.</summary>
internal sealed class Shell : IDisposable
{
    private readonly SeededChance chance = new(11);

    /// <summary>A folder that is empty.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("followup-cli-").FullName;

    /// <summary>The clock of every agent here.</summary>
    public HandClock Clock { get; } = HandClock.Monday;

    /// <summary>The sample agent's folder.</summary>
    public string Agent => Path.Combine(Folder, "agent");

    /// <summary>The mails that the sample agent wrote.</summary>
    public string[] Mails => Directory.Exists(Path.Combine(Agent, "mail")) ? Directory.GetFiles(Path.Combine(Agent, "mail"), "*.eml") : [];

    /// <summary>A shell with the sample agent in it; nobody is imported yet.</summary>
    public static async Task<Shell> WithSampleAsync()
    {
        var shell = new Shell();
        await shell.RunAsync("init", shell.Agent, "--files-only");
        return shell;
    }

    /// <summary>Runs a command line.</summary>
    public async Task<Ran> RunAsync(params string[] args)
    {
        using var data = new StringWriter();
        using var messages = new StringWriter();
        var code = await CommandLine.RunAsync(args, data, messages, Replace);
        return new Ran(code, data.ToString(), messages.ToString());
    }

    /// <summary>Runs a verb on the sample agent.</summary>
    public Task<Ran> OnSampleAsync(params string[] args) => RunAsync([.. args, "--data", Agent]);

    /// <summary>Replaces the sample agent's settings.</summary>
    public Task ConfigureAsync(string json) => File.WriteAllTextAsync(Path.Combine(Agent, "appsettings.json"), json);

    /// <summary>Writes a file beside the agent.</summary>
    public async Task<string> WriteAsync(string text)
    {
        var file = Path.Combine(Folder, "list.csv");
        await File.WriteAllTextAsync(file, text);
        return file;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Replace(IServiceCollection services)
    {
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<Chance>(chance);
        // A group follows from the address and the key: the same key gives the same groups in each run of the tests.
        services.AddSingleton(new KeyRing(new byte[32]));
    }
}

/// <summary>How a command line ended.</summary>
internal sealed record Ran(int Code, string Data, string Messages)
{
    /// <summary>The result as JSON.</summary>
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Data);
}
