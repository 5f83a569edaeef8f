using System.Diagnostics;
using System.Text.RegularExpressions;

namespace FollowUpAgent.EndToEnd.Tests.Killing;

/// <summary>The agent as a process of its own, as an operator runs it.</summary>
internal sealed partial class WorkerProcess : IDisposable
{
    private readonly Process process;
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WorkerProcess(Process process) => this.process = process;

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    public int ExitCode => process.ExitCode;

    /// <summary>Completes with the public door's address once the worker listens.</summary>
    public Task<Uri> Listening => listening.Task;

    /// <summary>Starts one.</summary>
    /// <param name="folder">The agent's folder.</param>
    /// <param name="settings">Configuration, by full key.</param>
    /// <param name="logFile">Where its words go.</param>
    /// <param name="within">A program that runs it, with its arguments; or nothing.</param>
    public static WorkerProcess Start(string folder, IReadOnlyDictionary<string, string?> settings, string logFile, params string[] within)
    {
        string[] command = [.. within, "dotnet"];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in new[] { typeof(FollowUpAgent.House).Assembly.Location, "run", "--data", folder })
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (key, value) in settings)
        {
            start.Environment["FOLLOWUP_" + key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var process = Process.Start(start)!;
        var worker = new WorkerProcess(process);
        process.OutputDataReceived += (_, line) => worker.Hear(logFile, line.Data);
        process.ErrorDataReceived += (_, line) => worker.Hear(logFile, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return worker;
    }

    /// <summary>Sends a signal by its name without SIG.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>SIGTERM, as an operator stops it, and how long it took to end.</summary>
    public async Task<TimeSpan> StopAsync(TimeSpan longest)
    {
        var began = Stopwatch.GetTimestamp();
        Signal("TERM");
        await process.WaitForExitAsync().WaitAsync(longest);
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>SIGKILL: it gets no chance to put anything right.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            Kill();
        }

        process.Dispose();
    }

    private void Hear(string file, string? line)
    {
        if (Door().Match(line ?? "") is { Success: true } match)
        {
            listening.TrySetResult(new Uri($"http://127.0.0.1:{match.Groups[1].Value}"));
        }

        lock (typeof(WorkerProcess))
        {
            File.AppendAllText(file, line + "\n");
        }
    }

    [GeneratedRegex(@"\bPublic\b.*http://.*:(\d+)")]
    private static partial Regex Door();
}
