using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FollowUpAgent.Cli;

/// <summary>Writes a question to a name server and reads the answer (RFC 1035). Whatever bytes come, reading ends.</summary>
internal static class DnsMessage
{
    private const int HeaderLength = 12;
    private const int NoSuchName = 3;
    private const int MostLabels = 127;

    // EDNS (RFC 6891): answers up to 1232 bytes, which no network cuts in two; since SPF records grow past the old 512.
    private static readonly byte[] Extension = [0, 0, 41, 0x04, 0xD0, 0, 0, 0, 0, 0, 0];

    /// <summary>A question with an id of its own.</summary>
    public static byte[] Question(string name, DnsRecord record)
    {
        using var bytes = new MemoryStream();
        bytes.Write(RandomNumberGenerator.GetBytes(2));
        // Recursion desired; one question, one additional record.
        bytes.Write([0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 1]);
        foreach (var label in new IdnMapping().GetAscii(name).Split('.'))
        {
            bytes.WriteByte((byte)label.Length);
            bytes.Write(Encoding.ASCII.GetBytes(label));
        }

        bytes.Write([0, 0, (byte)record, 0, 1]);
        bytes.Write(Extension);
        return bytes.ToArray();
    }

    /// <summary>Whether these bytes answer that question: a late or forged packet does not.</summary>
    public static bool IsAnswer(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> question)
    {
        if (answer.Length < HeaderLength || !answer[..2].SequenceEqual(question[..2]) || (answer[2] & 0x80) == 0)
        {
            return false;
        }

        var asked = question[HeaderLength..^Extension.Length];
        // A server that cannot answer need not repeat the question.
        return CodeOf(answer) is not (0 or NoSuchName)
            || (answer.Length >= HeaderLength + asked.Length && Ascii.EqualsIgnoreCase(answer.Slice(HeaderLength, asked.Length), asked));
    }

    /// <summary>Whether the server had more to say than fitted.</summary>
    public static bool IsCut(ReadOnlySpan<byte> answer) => (answer[2] & 0x02) != 0;

    /// <summary>The texts of the records (for MX the mail server's name); empty where there are none, null where the server failed or spoke nonsense.</summary>
    public static IReadOnlyList<string>? Read(byte[] answer, DnsRecord record)
    {
        if (IsCut(answer) || CodeOf(answer) is not (0 or NoSuchName))
        {
            return null;
        }

        try
        {
            return Records(answer, record);
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static int CodeOf(ReadOnlySpan<byte> answer) => answer[3] & 0x0F;

    private static List<string> Records(byte[] answer, DnsRecord record)
    {
        var at = SkipName(answer, HeaderLength) + 4;
        var found = new List<string>();
        // Also those of another name: a CNAME stands before them.
        for (var left = Number(answer, 6); left > 0; left--)
        {
            at = SkipName(answer, at);
            var (type, length) = (Number(answer, at), Number(answer, at + 8));
            at += 10;
            if (type == (int)record)
            {
                found.Add(record is DnsRecord.Txt ? Text(answer.AsSpan(at, length)) : NameAt(answer, at + 2));
            }

            at += length;
        }

        return found;
    }

    private static int Number(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at));

    // A record is cut into strings of at most 255 bytes, which belong together without a space.
    private static string Text(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        for (var at = 0; at < bytes.Length; at += bytes[at] + 1)
        {
            text.Append(Encoding.ASCII.GetString(bytes.Slice(at + 1, bytes[at])));
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
        // A pointer that leads in a circle ends here too.
        for (var steps = 0; steps < MostLabels && bytes[at] != 0; steps++)
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
