using System.Buffers;
using System.Text;

namespace FollowUpAgent.Delivery.Composing;

/// <summary>
/// The quoted-printable encoding of RFC 2045, 6.7. CRLF, CR and LF are all line ends and become CRLF; no line is longer
/// than 76 characters and none ends with a blank, which relays are known to strip.
/// </summary>
internal static class QuotedPrintable
{
    private const int LongestLine = 76;

    /// <summary>Writes the body in UTF-8, encoded.</summary>
    public static void Write(ArrayBufferWriter<byte> output, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var start = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] is not ((byte)'\r' or (byte)'\n'))
            {
                continue;
            }

            WriteLine(output, bytes.AsSpan(start, i - start));
            output.Write("\r\n"u8);
            i += bytes[i] == '\r' && i + 1 < bytes.Length && bytes[i + 1] == '\n' ? 1 : 0;
            start = i + 1;
        }

        WriteLine(output, bytes.AsSpan(start));
    }

    private static void WriteLine(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> line)
    {
        // Every byte takes at most three characters, and every 73 of those at most one soft break of three.
        var span = output.GetSpan((line.Length * 3) + (line.Length * 9 / 73) + 6);
        var written = 0;
        var column = 0;
        for (var i = 0; i < line.Length; i++)
        {
            var isLast = i == line.Length - 1;
            var isPlain = IsPlain(line[i]) || (line[i] is (byte)' ' or (byte)'\t' && !isLast);
            var width = isPlain ? 1 : 3;
            if (column + width > (isLast ? LongestLine : LongestLine - 1))
            {
                "=\r\n"u8.CopyTo(span[written..]);
                written += 3;
                column = 0;
            }

            written += isPlain ? Plain(span[written..], line[i]) : Escaped(span[written..], line[i]);
            column += width;
        }

        output.Advance(written);
    }

    private static bool IsPlain(byte value) => value is > (byte)' ' and < 0x7f and not (byte)'=';

    private static int Plain(Span<byte> span, byte value)
    {
        span[0] = value;
        return 1;
    }

    private static int Escaped(Span<byte> span, byte value)
    {
        span[0] = (byte)'=';
        span[1] = (byte)"0123456789ABCDEF"[value >> 4];
        span[2] = (byte)"0123456789ABCDEF"[value & 15];
        return 3;
    }
}
