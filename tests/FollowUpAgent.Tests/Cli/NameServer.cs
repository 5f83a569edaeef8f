using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FollowUpAgent.Tests.Cli;

/// <summary>A name server on loopback. It answers each question as the test says; what it is asked by TCP it answers by <see cref="Whole"/>.</summary>
internal sealed class NameServer : IDisposable
{
    private readonly UdpClient udp;
    private readonly TcpListener tcp;
    private readonly Func<byte[], IEnumerable<byte[]>> answer;

    /// <summary>Begins to answer: no packet, one, or several for a question.</summary>
    public NameServer(Func<byte[], IEnumerable<byte[]>> answer)
    {
        this.answer = answer;
        (udp, tcp) = Listen();
        _ = ServePacketsAsync();
        _ = ServeConnectionsAsync();
    }

    public IPEndPoint Address => (IPEndPoint)udp.Client.LocalEndPoint!;

    /// <summary>What it says by TCP; null hangs up.</summary>
    public Func<byte[], byte[]>? Whole { get; init; }

    /// <summary>Questions by UDP so far.</summary>
    public int Asked { get; private set; }

    /// <summary>An answer with these records; flags as in the header's second word.</summary>
    public static byte[] Answer(byte[] question, int flags, params byte[][] records)
    {
        var answer = question[..^11].Concat(records.SelectMany(r => r)).ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(2), (ushort)(0x8180 | flags));
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(6), (ushort)records.Length);
        answer[11] = 0;
        return answer;
    }

    /// <summary>A record of the name that was asked for.</summary>
    public static byte[] Record(int type, params byte[] data) => [0xC0, 12, 0, (byte)type, 0, 1, 0, 0, 0, 60, (byte)(data.Length >> 8), (byte)data.Length, .. data];

    /// <summary>A TXT record of these strings.</summary>
    public static byte[] Txt(params string[] strings) => Record(16, [.. strings.SelectMany(Label)]);

    /// <summary>An MX record: a label, then the name that was asked for.</summary>
    public static byte[] Mx(string label) => Record(15, [0, 10, .. Label(label), 0xC0, 12]);

    /// <summary>The name in a question.</summary>
    public static string NameIn(byte[] question)
    {
        var labels = new List<string>();
        for (var at = 12; question[at] > 0; at += question[at] + 1)
        {
            labels.Add(Encoding.ASCII.GetString(question, at + 1, question[at]));
        }

        return string.Join('.', labels);
    }

    /// <summary>A label or a string, with its length in front.</summary>
    public static byte[] Label(string text) => [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)];

    public void Dispose()
    {
        udp.Dispose();
        tcp.Dispose();
    }

    /// <summary>The same port by UDP and by TCP: one that is free for one of them may be taken for the other, so it looks until both are.</summary>
    private static (UdpClient Udp, TcpListener Tcp) Listen()
    {
        for (var tries = 1; ; tries++)
        {
            var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
            var tcp = new TcpListener((IPEndPoint)udp.Client.LocalEndPoint!);
            try
            {
                tcp.Start();
                return (udp, tcp);
            }
            catch (SocketException) when (tries < 100)
            {
                udp.Dispose();
                tcp.Dispose();
            }
        }
    }

    private async Task ServePacketsAsync()
    {
        while (true)
        {
            var question = await udp.ReceiveAsync();
            Asked++;
            foreach (var packet in answer(question.Buffer))
            {
                await udp.SendAsync(packet, question.RemoteEndPoint);
            }
        }
    }

    private async Task ServeConnectionsAsync()
    {
        while (true)
        {
            using var client = await tcp.AcceptTcpClientAsync();
            if (Whole is null)
            {
                continue;
            }

            var stream = client.GetStream();
            var length = new byte[2];
            await stream.ReadExactlyAsync(length);
            var question = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
            await stream.ReadExactlyAsync(question);
            var whole = Whole(question);
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)whole.Length);
            await stream.WriteAsync((byte[])[.. length, .. whole]);
        }
    }
}
