using System.Net.Sockets;

namespace FollowUpAgent.Tests.Delivery.Smtp;

/// <summary>Where a connection ends: after so many bytes from the server, or from the client.</summary>
internal sealed record Cut(long? AfterSent = null, long? AfterReceived = null);

/// <summary>The server's end of a connection that breaks at an exact byte.</summary>
internal sealed class CutStream(Socket socket, Cut? cut) : Stream
{
    private readonly NetworkStream inner = new(socket, ownsSocket: true);

    public long Sent { get; private set; }

    public long Received { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Breaks the connection now: politely, or so that the other end's next call fails.</summary>
    public void Abort(bool withReset)
    {
        try
        {
            socket.LingerState = new LingerOption(withReset, 0);
            socket.Close();
        }
        catch (ObjectDisposedException)
        {
            // Broken already.
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var room = (cut?.AfterSent ?? long.MaxValue) - Sent;
        var part = buffer.Length < room ? buffer : buffer[..(int)room];
        Sent += part.Length;
        await inner.WriteAsync(part, cancellationToken);
        if (Sent == cut?.AfterSent)
        {
            await DropAsync();
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var room = (cut?.AfterReceived ?? long.MaxValue) - Received;
        if (room <= 0)
        {
            Abort(withReset: true);
            throw new IOException("cut");
        }

        var count = await inner.ReadAsync(buffer.Length < room ? buffer : buffer[..(int)room], cancellationToken);
        Received += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }

    // A close with unread bytes is a reset, and a reset can overtake the bytes just sent: hang up, read what comes, then close.
    private async Task DropAsync()
    {
        socket.Shutdown(SocketShutdown.Send);
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        var rest = new byte[4096];
        while (await inner.ReadAsync(rest, soon.Token) > 0)
        {
            // The other end has not noticed yet.
        }

        Abort(withReset: false);
        throw new IOException("cut");
    }
}
