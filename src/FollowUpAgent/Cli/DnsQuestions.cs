using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace FollowUpAgent.Cli;

/// <summary>Asks a name server for TXT and MX records (RFC 1035), which the platform's own resolver does not give.</summary>
internal sealed class DnsQuestions(IPEndPoint server)
{
    private const int HeaderLength = 12;
    private const int NoSuchName = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

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
        var question = Question(name, record);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var socket = new UdpClient(server.AddressFamily);
            socket.Connect(server);
            await socket.SendAsync(question, limit.Token);
            var answer = (await socket.ReceiveAsync(limit.Token)).Buffer;
            return Read(answer, question, record);
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private static byte[] Question(string name, DnsRecord record)
    {
        using var bytes = new MemoryStream();
        bytes.Write(RandomNumberGenerator.GetBytes(2));
        // Recursion desired; one question, one additional record.
        bytes.Write([0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 1]);
        foreach (var label in name.Split('.'))
        {
            bytes.WriteByte((byte)label.Length);
            bytes.Write(Encoding.ASCII.GetBytes(label));
        }

        bytes.Write([0, 0, (byte)record, 0, 1]);
        // EDNS (RFC 6891): answers up to 4096 bytes, since SPF records grow past the old 512.
        bytes.Write([0, 0, 41, 0x10, 0, 0, 0, 0, 0, 0, 0]);
        return bytes.ToArray();
    }

    private static List<string>? Read(byte[] answer, byte[] question, DnsRecord record)
    {
        try
        {
            var isCut = (answer[2] & 0x02) != 0;
            var code = answer[3] & 0x0F;
            if (!answer.AsSpan(0, 2).SequenceEqual(question.AsSpan(0, 2)) || isCut || code is not (0 or NoSuchName))
            {
                return null;
            }

            return [.. Records(answer, record)];
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static List<string> Records(byte[] answer, DnsRecord record)
    {
        var at = SkipName(answer, HeaderLength) + 4;
        var found = new List<string>();
        for (var left = Number(answer, 6); left > 0; left--)
        {
            at = SkipName(answer, at);
            var (type, length) = (Number(answer, at), Number(answer, at + 8));
            at += 10;
            if (type == (int)record)
            {
                found.Add(record is DnsRecord.Txt ? Text(answer, at, length) : NameAt(answer, at + 2));
            }

            at += length;
        }

        return found;
    }

    private static int Number(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at));

    // A record is cut into strings of at most 255 bytes, which belong together without a space.
    private static string Text(byte[] bytes, int at, int length)
    {
        var text = new StringBuilder();
        for (var end = at + length; at < end; at += bytes[at] + 1)
        {
            text.Append(Encoding.ASCII.GetString(bytes, at + 1, bytes[at]));
        }

        return text.ToString();
    }

    private static int SkipName(byte[] bytes, int at)
    {
        while (bytes[at] is > 0 and < 0xC0)
        {
            at += bytes[at] + 1;
        }

        return at + (bytes[at] == 0 ? 1 : 2);
    }

    private static string NameAt(byte[] bytes, int at)
    {
        var labels = new List<string>();
        // A name has at most 127 labels; a pointer that leads in a circle ends here too.
        for (var steps = 0; steps < 127 && bytes[at] != 0; steps++)
        {
            if (bytes[at] >= 0xC0)
            {
                at = Number(bytes, at) & 0x3FFF;
                continue;
            }

            labels.Add(Encoding.ASCII.GetString(bytes, at + 1, bytes[at]));
            at += bytes[at] + 1;
        }

        return string.Join('.', labels);
    }
}

/// <summary>The records that are asked for, with their numbers.</summary>
internal enum DnsRecord
{
    /// <summary>Mail servers.</summary>
    Mx = 15,

    /// <summary>Texts.</summary>
    Txt = 16,
}
