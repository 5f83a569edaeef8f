using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace FollowUpAgent.Cli;

/// <summary>Asks a name server for TXT and MX records, which the platform's own resolver does not give.</summary>
/// <param name="server">The name server.</param>
/// <param name="patience">How long one question may take with all its repeats.</param>
internal sealed class DnsQuestions(IPEndPoint server, TimeSpan patience)
{
    // UDP loses packets now and then: a question is asked up to three times.
    private const int Attempts = 3;

    /// <summary>The machine's name server; null where it is not written down in the usual place.</summary>
    public static IPEndPoint? SystemServer()
    {
        const string Resolvers = "/etc/resolv.conf";
        if (!File.Exists(Resolvers))
        {
            return null;
        }

        return File.ReadLines(Resolvers)
            .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length >= 2 && words[0] == "nameserver")
            .Select(words => IPAddress.TryParse(words[1], out var address) ? new IPEndPoint(address, 53) : null)
            .FirstOrDefault(found => found is not null);
    }

    /// <summary>The texts of the records (for MX the mail server's name); empty where there are none, null where nobody answered.</summary>
    public async Task<IReadOnlyList<string>?> AskAsync(string name, DnsRecord record, CancellationToken cancellationToken)
    {
        var question = DnsMessage.Question(name, record);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            var answer = await AskByUdpAsync(question, limit.Token);
            // What does not fit into a packet is to be had by TCP (RFC 7766).
            return DnsMessage.Read(DnsMessage.IsCut(answer) ? await AskByTcpAsync(question, limit.Token) : answer, record);
        }
        catch (Exception e) when (e is SocketException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private async Task<byte[]> AskByUdpAsync(byte[] question, CancellationToken cancellationToken)
    {
        using var socket = new UdpClient(server.AddressFamily);
        socket.Connect(server);
        while (true)
        {
            await socket.SendAsync(question, cancellationToken);
            using var turn = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            turn.CancelAfter(patience / Attempts);
            try
            {
                return await ReceiveAsync(socket, question, turn.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Lost on the way, there or back: ask again.
            }
        }
    }

    private static async Task<byte[]> ReceiveAsync(UdpClient socket, byte[] question, CancellationToken cancellationToken)
    {
        while (true)
        {
            var answer = (await socket.ReceiveAsync(cancellationToken)).Buffer;
            if (DnsMessage.IsAnswer(answer, question))
            {
                return answer;
            }
        }
    }

    private async Task<byte[]> AskByTcpAsync(byte[] question, CancellationToken cancellationToken)
    {
        using var client = new TcpClient(server.AddressFamily);
        await client.ConnectAsync(server, cancellationToken);
        var stream = client.GetStream();
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)question.Length);
        await stream.WriteAsync((byte[])[.. length, .. question], cancellationToken);
        await stream.ReadExactlyAsync(length, cancellationToken);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(answer, cancellationToken);
        return DnsMessage.IsAnswer(answer, question) ? answer : throw new IOException("The name server answered something else.");
    }
}
