using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FollowUpAgent.Benchmarks.Ingest;

/// <summary>
/// One kept connection that posts bytes written beforehand: what the generator spends on a post, the agent on the same machine lacks.
/// </summary>
internal sealed class Wire : IDisposable
{
    private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] LastChunk = "0\r\n\r\n"u8.ToArray();
    private readonly Socket socket;
    private readonly byte[] buffer = new byte[16 * 1024];

    private Wire(Socket socket) => this.socket = socket;

    /// <summary>Connects over loopback.</summary>
    public static async Task<Wire> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        return new Wire(socket);
    }

    /// <summary>The bytes of a post.</summary>
    public static byte[] Encode(Post post)
    {
        var head = new StringBuilder($"POST {post.Path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {post.Body!.Length}\r\n");
        Array.ForEach(post.Headers, h => head.Append(CultureInfo.InvariantCulture, $"{h.Name}: {h.Value}\r\n"));
        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. post.Body];
    }

    /// <summary>Posts, and waits for the whole answer.</summary>
    /// <returns>Its status.</returns>
    /// <exception cref="IOException">The agent hung up, or answered more than fits.</exception>
    public async Task<int> PostAsync(byte[] request, CancellationToken cancellationToken)
    {
        await socket.SendAsync(request, cancellationToken);
        var read = 0;
        do
        {
            var more = read == buffer.Length ? 0 : await socket.ReceiveAsync(buffer.AsMemory(read), cancellationToken);
            read += more > 0 ? more : throw new IOException("The answer broke off, or is larger than any that is known.");
        }
        while (!IsWhole(buffer.AsSpan(0, read)));
        return int.Parse(buffer.AsSpan(9, 3), CultureInfo.InvariantCulture);
    }

    /// <inheritdoc />
    public void Dispose() => socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf(HeadEnd);
        if (head < 0)
        {
            return false;
        }

        const string Name = "content-length:";
        var length = Encoding.ASCII.GetString(answer[..head]).Split("\r\n").FirstOrDefault(l => l.StartsWith(Name, StringComparison.OrdinalIgnoreCase));
        return length is null ? answer.EndsWith(LastChunk) : answer.Length >= head + HeadEnd.Length + int.Parse(length.AsSpan(Name.Length), CultureInfo.InvariantCulture);
    }
}
