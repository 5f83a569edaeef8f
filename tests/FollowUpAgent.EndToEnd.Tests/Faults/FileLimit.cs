using System.Diagnostics;
using FollowUpAgent.EndToEnd.Tests.Killing;

namespace FollowUpAgent.EndToEnd.Tests.Faults;

/// <summary>Takes the room on the disk away from a running worker: the kernel refuses each write to a file (RLIMIT_FSIZE). Needs no rights.</summary>
internal static class FileLimit
{
    /// <summary>What a worker is started in: ignored, SIGXFSZ turns into an error of the write.</summary>
    public static readonly string[] Within = ["sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh"];

    /// <summary>Nothing can be written any more.</summary>
    public static void Fill(WorkerProcess worker) => Limit(worker, "0");

    /// <summary>There is room again.</summary>
    public static void Free(WorkerProcess worker) => Limit(worker, "unlimited");

    private static void Limit(WorkerProcess worker, string bytes)
    {
        using var process = Process.Start("prlimit", ["--pid", $"{worker.Id}", $"--fsize={bytes}:unlimited"]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
