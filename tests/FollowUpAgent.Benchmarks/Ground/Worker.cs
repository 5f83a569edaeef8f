using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Benchmarks.Ground;

/// <summary>The real executable as a process of its own.</summary>
internal static class Worker
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(5);

    /// <summary>The executable of a build, or null where it was not built.</summary>
    public static string? Executable(string build)
    {
        var folder = Path.Combine(Machine.Repository(), "src", "FollowUpAgent", "bin", build, "net10.0");
        var file = Path.Combine(folder, OperatingSystem.IsWindows() ? "followup.exe" : "followup");
        return File.Exists(file) ? file : null;
    }

    /// <summary>Starts the worker of an agent.</summary>
    public static StartedProgram Start(string executable, AgentFolder folder) => StartedProgram.Start(executable, ["run", "--data", folder.Root]);

    /// <summary>These settings, with the public listener on this port and the private one on any.</summary>
    public static JsonObject Listening(int port, object settings)
    {
        var all = JsonSerializer.SerializeToNode(settings)!.AsObject();
        all["Listeners"] = new JsonObject
        {
            ["Public"] = new JsonObject { ["Port"] = port },
            ["Private"] = new JsonObject { ["Port"] = 0 },
        };
        return all;
    }

    /// <summary>Waits until the worker answers at its public door.</summary>
    public static async Task UntilItAnswersAsync(StartedProgram worker, int port, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { Timeout = patience };
        var watch = Stopwatch.StartNew();
        while (!await AnswersAsync(client, port, cancellationToken))
        {
            if (worker.HasEnded || watch.Elapsed > patience)
            {
                throw new InvalidOperationException($"The worker did not answer within {watch.Elapsed.TotalSeconds:0} s. It said:\n{worker.LastWords}");
            }

            await Task.Delay(BetweenLooks, cancellationToken);
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient client, int port, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/health/live"), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException)
        {
            return false;
        }
    }
}
