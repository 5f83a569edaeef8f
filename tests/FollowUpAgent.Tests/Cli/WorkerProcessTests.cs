using System.Diagnostics;
using System.Text.RegularExpressions;
using FollowUpAgent.Cli;

namespace FollowUpAgent.Tests.Cli;

public sealed partial class WorkerProcessTests
{
    [Fact]
    public async Task The_program_answers_shares_its_data_with_nobody_and_stops_well_on_SIGTERM()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var shell = new Shell();
        await shell.RunAsync("init", shell.Agent);
        using var worker = Start(shell.Agent);
        var health = await ReadUntilHealthAsync(worker);
        using var client = new HttpClient();

        var answer = await client.GetStringAsync(health);
        var second = await shell.OnSampleAsync("run", "--once");
        Process.Start("kill", ["-TERM", $"{worker.Id}"])!.WaitForExit();
        await worker.WaitForExitAsync();

        Assert.Contains("\"status\":\"ok\"", answer, StringComparison.Ordinal);
        Assert.Equal(1, second.Code);
        Assert.Contains("Another worker runs on this data", second.Messages, StringComparison.Ordinal);
        Assert.Equal(0, worker.ExitCode);
    }

    private static Process Start(string agent)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CommandLine).Assembly.Location, "run", "--data", agent])
        {
            RedirectStandardOutput = true,
            Environment = { ["FOLLOWUP_Listeners__Public__Port"] = "0", ["FOLLOWUP_Listeners__Private__Port"] = "0" },
        };
        return Process.Start(start)!;
    }

    private static async Task<Uri> ReadUntilHealthAsync(Process worker)
    {
        while (await worker.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Health().Match(line) is { Success: true } match)
            {
                return new Uri(match.Value);
            }
        }

        throw new InvalidOperationException("The worker never said where it listens.");
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/health")]
    private static partial Regex Health();
}
