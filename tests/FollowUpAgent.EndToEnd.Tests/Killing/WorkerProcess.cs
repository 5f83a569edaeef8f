using System.Diagnostics;

namespace FollowUpAgent.EndToEnd.Tests.Killing;

/// <summary>The agent as a process of its own, as an operator runs it.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process process;

    private WorkerProcess(Process process) => this.process = process;

    public bool HasExited => process.HasExited;

    public static WorkerProcess Start(string folder, IReadOnlyDictionary<string, string?> settings, string logFile)
    {
        var start = new ProcessStartInfo("dotnet")
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
        process.OutputDataReceived += (_, line) => Append(logFile, line.Data);
        process.ErrorDataReceived += (_, line) => Append(logFile, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new WorkerProcess(process);
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

    private static void Append(string file, string? line)
    {
        lock (typeof(WorkerProcess))
        {
            File.AppendAllText(file, line + "\n");
        }
    }
}
