using System.Text;

namespace FollowUpAgent.Events.Mail;

/// <summary>Reads blocks of headers: unfolds them (RFC 5322, 2.2.3) and decodes their words. Lines that are no header end the block.</summary>
internal static class HeaderBlock
{
    private const int MostHeaders = 1000;
    private const int MostGroups = 100;
    private const int LongestValue = 64 << 10;
    private const int LongestName = 128;

    /// <summary>The headers at the beginning.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="body">Where the body begins.</param>
    public static List<MailHeader> Read(ReadOnlySpan<byte> bytes, out int body)
    {
        var headers = new List<MailHeader>();
        var (name, value) = ("", new StringBuilder());
        body = 0;
        while (body < bytes.Length)
        {
            var end = Lines.EndOf(bytes, body, out var next);
            var line = bytes[body..end];
            if (line.IsEmpty)
            {
                body = next;
                break;
            }

            // Some write the parameters of a type on a line of their own and forget to fold it.
            if (line[0] is (byte)' ' or (byte)'\t' || (line.StartsWith("boundary="u8) && value.Length > 0))
            {
                Append(value, line);
            }
            else if (NameLength(line) is var length and > 0)
            {
                Add(headers, name, value);
                (name, value) = (Encoding.ASCII.GetString(line[..length]), new StringBuilder());
                Append(value, line[(line.IndexOf((byte)':') + 1)..]);
            }
            else if (body > 0 || !line.StartsWith("From "u8))
            {
                // No header and no continuation: the body begins without an empty line. "From " at the top is a mailbox file's mark.
                break;
            }

            body = next;
        }

        Add(headers, name, value);
        return headers;
    }

    /// <summary>Groups of fields, with empty lines between them.</summary>
    public static List<IReadOnlyList<MailHeader>> ReadGroups(ReadOnlySpan<byte> bytes)
    {
        var groups = new List<IReadOnlyList<MailHeader>>();
        while (!bytes.IsEmpty && groups.Count < MostGroups)
        {
            var group = Read(bytes, out var next);
            if (group.Count > 0)
            {
                groups.Add(group);
            }

            // A line that is no field is passed over: the ones after it may be.
            if (next == 0)
            {
                Lines.EndOf(bytes, 0, out next);
            }

            bytes = bytes[next..];
        }

        return groups;
    }

    private static int NameLength(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon is <= 0 or > LongestName)
        {
            return 0;
        }

        var name = line[..colon].TrimEnd(" \t"u8);
        return name.IndexOfAnyExceptInRange((byte)33, (byte)126) < 0 ? name.Length : 0;
    }

    private static void Append(StringBuilder value, ReadOnlySpan<byte> line)
    {
        var room = LongestValue - value.Length;
        value.Append(Charsets.Decode(null, line.Length > room ? line[..Math.Max(0, room)] : line));
    }

    private static void Add(List<MailHeader> headers, string name, StringBuilder value)
    {
        if (name.Length > 0 && headers.Count < MostHeaders)
        {
            headers.Add(new MailHeader(name, EncodedWordReader.Decode(value.ToString()).Trim()));
        }
    }
}
