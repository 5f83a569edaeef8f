using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Polly;
using Polly.Timeout;

namespace FollowUpAgent.Delivery.Smtp;

/// <summary>
/// Bytes to a server and whole replies back, each within a limit of time. Every way in which the line can break comes out
/// as <see cref="SmtpLineLostException"/>; being stopped comes out as <see cref="OperationCanceledException"/>.
/// </summary>
internal sealed class SmtpLine : IAsyncDisposable
{
    private readonly Socket socket;
    private readonly TimeProvider time;
    private Stream stream;
    private byte[] input = new byte[2_048];
    private int start;
    private int end;

    private SmtpLine(Socket socket, TimeProvider time)
    {
        this.socket = socket;
        this.time = time;
        stream = new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Whether the server has said something that nobody asked for, or has hung up.</summary>
    public bool IsDisturbed
    {
        get
        {
            try
            {
                return start < end || socket.Poll(0, SelectMode.SelectRead);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return true;
            }
        }
    }

    /// <summary>This end's address.</summary>
    public IPAddress LocalAddress => ((IPEndPoint)socket.LocalEndPoint!).Address;

    /// <summary>Connects; a name with several addresses is tried at each.</summary>
    public static async Task<SmtpLine> ConnectAsync(string host, int port, TimeSpan limit, TimeProvider time, CancellationToken stopping)
    {
        // Nagle's algorithm and delayed acknowledgement together cost 40 ms a mail.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await new ResiliencePipelineBuilder { TimeProvider = time }
                .AddTimeout(limit)
                .Build()
                .ExecuteAsync(token => socket.ConnectAsync(host, port, token), stopping);
            return new SmtpLine(socket, time);
        }
        catch (Exception e) when (e is TimeoutRejectedException or SocketException)
        {
            socket.Dispose();
            throw e is TimeoutRejectedException
                ? new SmtpLineLostException(SmtpLoss.TimedOut, $"the server was silent for {limit}", e)
                : new SmtpLineLostException(SmtpLoss.Cut, Describe(e), e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Goes over to TLS. What came in clear before it is not carried over: a man in the middle could have written it.</summary>
    public async Task EncryptAsync(SslClientAuthenticationOptions options, TimeSpan limit, CancellationToken stopping)
    {
        if (start < end)
        {
            throw new SmtpLineLostException(SmtpLoss.Garbage, "the server spoke in clear text after it had agreed to TLS");
        }

        var encrypted = new SslStream(stream, leaveInnerStreamOpen: false);
        stream = encrypted;
        await Within(limit, time, token => encrypted.AuthenticateAsClientAsync(options, token), stopping);
    }

    /// <summary>Writes all bytes, or throws; if it throws, the last of them have not left this machine.</summary>
    public Task WriteAsync(ReadOnlyMemory<byte> bytes, TimeSpan limit, CancellationToken stopping) =>
        Within(limit, time, async token => await stream.WriteAsync(bytes, token), stopping);

    /// <summary>Writes command lines, each with its CRLF already.</summary>
    public Task WriteAsync(string commands, TimeSpan limit, CancellationToken stopping) =>
        WriteAsync(Encoding.ASCII.GetBytes(commands), limit, stopping);

    /// <summary>The next reply.</summary>
    public async Task<ServerAnswer> ReadAsync(TimeSpan limit, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        if (TryTake() is { } buffered)
        {
            return buffered;
        }

        ServerAnswer? answer = null;
        await Within(limit, time, async token => answer = await ReceiveAsync(token), stopping);
        return answer!;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        try
        {
            await stream.DisposeAsync();
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            socket.Dispose();
        }
    }

    // By hand: it runs for every line of every dialogue, and the token stays the caller's where it cannot be stopped.
    private static async Task Within(TimeSpan limit, TimeProvider time, Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        using var timer = new CancellationTokenSource(limit, time);
        using var both = stopping.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stopping) : null;
        try
        {
            await work(both?.Token ?? timer.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            stopping.ThrowIfCancellationRequested();
            throw timer.IsCancellationRequested
                ? new SmtpLineLostException(SmtpLoss.TimedOut, $"the server was silent for {limit}", e)
                : new SmtpLineLostException(SmtpLoss.Cut, Describe(e), e);
        }
    }

    // Only the system's code for it: the text of a socket exception can hold an address.
    private static string Describe(Exception e) =>
        (e as SocketException ?? e.InnerException as SocketException) is { } socketException
            ? $"the connection failed ({socketException.SocketErrorCode})"
            : "the connection was closed";

    private async Task<ServerAnswer> ReceiveAsync(CancellationToken token)
    {
        while (true)
        {
            await FillAsync(token);
            if (TryTake() is { } answer)
            {
                return answer;
            }
        }
    }

    private async ValueTask FillAsync(CancellationToken token)
    {
        if (start > 0)
        {
            input.AsSpan(start, end - start).CopyTo(input);
            (start, end) = (0, end - start);
        }

        if (end == input.Length)
        {
            Array.Resize(ref input, input.Length * 2);
        }

        var count = await stream.ReadAsync(input.AsMemory(end), token);
        if (count == 0)
        {
            throw new IOException("end of stream");
        }

        end += count;
    }

    private ServerAnswer? TryTake()
    {
        var answer = ServerAnswer.TryRead(input.AsSpan(start, end - start), out var length);
        start += answer is null ? 0 : length;
        return answer;
    }
}
