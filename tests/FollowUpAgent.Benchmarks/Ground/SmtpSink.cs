using System.Net.Sockets;

namespace FollowUpAgent.Benchmarks.Ground;

/// <summary>Postfix's smtp-sink on loopback: a mail server that takes everything, and keeps nothing unless it is asked to.</summary>
internal sealed class SmtpSink : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/sbin/smtp-sink", "/usr/bin/smtp-sink", "/usr/local/sbin/smtp-sink"];
    private readonly StartedProgram program;

    private SmtpSink(StartedProgram program, int port) => (this.program, Port) = (program, port);

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    // smtp-sink gives root up only where it is told to.
    private static string[] AsUser => Environment.UserName == "root" ? ["-u", "postfix"] : [];

    /// <summary>Starts one on a free port.</summary>
    public static Task<SmtpSink> StartAsync(CancellationToken cancellationToken) => StartAsync(null, cancellationToken);

    /// <summary>Starts one that appends every mail it takes to a file; null for none. Its folder is the sink's to write in.</summary>
    public static async Task<SmtpSink> StartAsync(string? dump, CancellationToken cancellationToken)
    {
        var file = Places.FirstOrDefault(File.Exists)
            ?? throw new CannotRunException("smtp-sink is not installed (Debian: apt-get install postfix).");
        var port = Machine.FreePort();
        var program = StartedProgram.Start(file, [.. AsUser, .. dump is null ? (string[])[] : ["-D", dump], $"127.0.0.1:{port}", "100"]);
        await UntilListeningAsync(port, program, cancellationToken);
        return new SmtpSink(program, port);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => program.DisposeAsync();

    private static async Task UntilListeningAsync(int port, StartedProgram program, CancellationToken cancellationToken)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port, cancellationToken);
                return;
            }
            catch (SocketException) when (tries < 200 && !program.HasEnded)
            {
                await Task.Delay(25, cancellationToken);
            }
        }
    }
}
