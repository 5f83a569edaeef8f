using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FollowUpAgent.Benchmarks.Hillstrom;

/// <summary>A small mail server (RFC 5321, with PIPELINING) that writes every mail into a ledger before it accepts it.</summary>
internal sealed class MailSink : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly MailLedger ledger;
    private readonly Task loop;

    /// <summary>Listens at once.</summary>
    public MailSink(MailLedger ledger)
    {
        this.ledger = ledger;
        listener.Start();
        loop = Task.Run(AcceptAsync);
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await loop;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                client.NoDelay = true;
                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException && stop.IsCancellationRequested)
        {
            // The end of the benchmark.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var (reader, writer) = (PipeReader.Create(stream), PipeWriter.Create(stream));
                await new Dialogue(ledger, reader, writer).RunAsync(stop.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // The worker was killed: what was not complete was not accepted.
            }
        }
    }

    private sealed class Dialogue(MailLedger ledger, PipeReader reader, PipeWriter writer)
    {
        private string recipient = "";
        private string messageId = "";
        private bool isInMail;

        public async Task RunAsync(CancellationToken stopping)
        {
            Say("220 sink.test ESMTP");
            await writer.FlushAsync(stopping);
            while (true)
            {
                var read = await reader.ReadAsync(stopping);
                var rest = read.Buffer;
                var goesOn = true;
                while (goesOn && TryReadLine(ref rest, out var line))
                {
                    goesOn = Hear(line);
                }

                reader.AdvanceTo(rest.Start, rest.End);
                await writer.FlushAsync(stopping);
                if (!goesOn || read.IsCompleted)
                {
                    return;
                }
            }
        }

        private bool Hear(string line)
        {
            if (isInMail)
            {
                HearMail(line);
                return true;
            }

            switch (line.Length >= 4 ? line[..4].ToUpperInvariant() : "")
            {
                case "EHLO":
                    Say("250-sink.test\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250 8BITMIME");
                    return true;
                case "RCPT":
                    recipient = line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
                    Say("250 2.1.5 Ok");
                    return true;
                case "DATA":
                    (isInMail, messageId) = (true, "");
                    Say("354 End data with <CR><LF>.<CR><LF>");
                    return true;
                case "QUIT":
                    Say("221 2.0.0 Bye");
                    return false;
                case "MAIL" or "RSET" or "NOOP":
                    Say("250 2.0.0 Ok");
                    return true;
                default:
                    Say("502 5.5.2 Not known");
                    return true;
            }
        }

        private void HearMail(string line)
        {
            if (line == ".")
            {
                isInMail = false;
                Say($"250 2.0.0 Ok: queued as {ledger.Write(messageId, recipient):X}");
            }
            else if (messageId.Length == 0 && line.StartsWith("Message-ID:", StringComparison.OrdinalIgnoreCase))
            {
                messageId = line["Message-ID:".Length..].Trim().Trim('<', '>');
            }
        }

        private static bool TryReadLine(ref ReadOnlySequence<byte> rest, out string line)
        {
            if (rest.PositionOf((byte)'\n') is not { } end)
            {
                line = "";
                return false;
            }

            line = Encoding.Latin1.GetString(rest.Slice(0, end)).TrimEnd('\r');
            rest = rest.Slice(rest.GetPosition(1, end));
            return true;
        }

        private void Say(string answer) => writer.Write(Encoding.ASCII.GetBytes(answer + "\r\n"));
    }
}
