using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace FollowUpAgent.Benchmarks.Ground;

/// <summary>What this machine is and holds.</summary>
internal static class Machine
{
    /// <summary>The build that is measured.</summary>
#if DEBUG
    public const string Configuration = "Debug";
#else
    public const string Configuration = "Release";
#endif

    /// <summary>Cores and load: figures of a busy machine are not those of an idle one.</summary>
    public static string Description => $"{RuntimeInformation.OSArchitecture}, {Environment.ProcessorCount} cores, load {Load}";

    private static string Load => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A memory figure of a process in bytes: <c>VmRSS</c> now, <c>VmHWM</c> at its highest (proc(5)).</summary>
    public static long Memory(int process, string figure)
    {
        var line = File.ReadLines($"/proc/{process}/status").Single(l => l.StartsWith(figure + ":", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>The folder of the repository, found from where this program lies.</summary>
    public static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "FollowUpAgent.sln")))
            {
                return folder.FullName;
            }
        }

        throw new CannotRunException("FollowUpAgent.sln is in no folder above this program: run it from the repository's build.");
    }

    /// <summary>The middle one.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
