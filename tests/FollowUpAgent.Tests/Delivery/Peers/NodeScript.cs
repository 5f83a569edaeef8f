using System.Diagnostics;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Delivery.Peers;

/// <summary>Runs one of the scripts under tests/node, with bytes in and bytes out.</summary>
internal static class NodeScript
{
    public static async Task<byte[]> RunAsync(string script, IEnumerable<string> arguments, byte[] input)
    {
        var start = new ProcessStartInfo("node", [script, .. arguments])
        {
            WorkingDirectory = Peers.NodeFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1) * TestScale.Factor);
        using var output = new MemoryStream();
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output, limit.Token);
        await process.StandardInput.BaseStream.WriteAsync(input, limit.Token);
        process.StandardInput.Close();
        await reading;
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, await errors);
        return output.ToArray();
    }
}
