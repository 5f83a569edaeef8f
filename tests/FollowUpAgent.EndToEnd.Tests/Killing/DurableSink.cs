using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FollowUpAgent.EndToEnd.Tests.Killing;

/// <summary>
/// A mail server on loopback that writes every mail it takes into a ledger, and the ledger to the disk, before it says 250. What the
/// ledger holds has arrived, whoever died meanwhile.
/// </summary>
internal sealed class DurableSink : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentQueue<Arrival> arrivals = new();
    private readonly ConcurrentDictionary<int, Task> sessions = new();
    private readonly FileStream ledger;
    private readonly Lock sync = new();
    private readonly TimeSpan pace;
    private readonly Task accepting;

    /// <param name="ledgerFile">Where arrivals are written.</param>
    /// <param name="pace">How long it takes over a mail, half of it after the mail has arrived and before it says so.</param>
    public DurableSink(string ledgerFile, TimeSpan pace)
    {
        this.pace = pace;
        ledger = new FileStream(ledgerFile, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public IReadOnlyCollection<Arrival> Arrivals => arrivals;

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(sessions.Values);
        await ledger.DisposeAsync();
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            for (var number = 0; ; number++)
            {
                var client = await listener.AcceptTcpClientAsync(end.Token);
                sessions[number] = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                client.NoDelay = true;
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.Latin1);
                await SayAsync(stream, "220 sink ESMTP");
                await TalkAsync(reader, stream);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The worker was killed, or the test is over.
        }
    }

    private async Task TalkAsync(StreamReader reader, NetworkStream stream)
    {
        var recipient = "";
        while (await reader.ReadLineAsync(end.Token) is { } line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await SayAsync(stream, "250-sink\r\n250-PIPELINING\r\n250 8BITMIME");
                    break;
                case "RCPT":
                    recipient = line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
                    await SayAsync(stream, "250 ok");
                    break;
                case "DATA":
                    await SayAsync(stream, "354 go on");
                    if (await ReadMessageIdAsync(reader) is not { } id)
                    {
                        return;
                    }

                    await Task.Delay(pace / 2, end.Token);
                    Record(new Arrival(id, recipient));
                    await Task.Delay(pace / 2, end.Token);
                    await SayAsync(stream, "250 2.0.0 queued as 1");
                    break;
                case "QUIT":
                    await SayAsync(stream, "221 bye");
                    return;
                default:
                    await SayAsync(stream, "250 ok");
                    break;
            }
        }
    }

    // Null where the line was cut before the final dot: such a mail has not arrived.
    private async Task<string?> ReadMessageIdAsync(StreamReader reader)
    {
        var id = "";
        while (await reader.ReadLineAsync(end.Token) is { } line)
        {
            if (line == ".")
            {
                return id;
            }

            if (id.Length == 0 && line.StartsWith("Message-ID:", StringComparison.OrdinalIgnoreCase))
            {
                id = line["Message-ID:".Length..].Trim();
                // A folded header has its value on the next line.
                id = id.Length > 0 ? id : (await reader.ReadLineAsync(end.Token) ?? "").Trim();
            }
        }

        return null;
    }

    private void Record(Arrival arrival)
    {
        lock (sync)
        {
            ledger.Write(Encoding.UTF8.GetBytes($"{arrival.MessageId} {arrival.Recipient}\n"));
            ledger.Flush(flushToDisk: true);
        }

        arrivals.Enqueue(arrival);
    }

    private async Task SayAsync(NetworkStream stream, string text) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"), end.Token);
}

/// <summary>A mail that arrived.</summary>
internal sealed record Arrival(string MessageId, string Recipient);
