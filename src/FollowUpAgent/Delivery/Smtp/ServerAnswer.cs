using System.Text;
using System.Text.RegularExpressions;

namespace FollowUpAgent.Delivery.Smtp;

/// <summary>A whole reply as it came, one text a line, without the codes in front.</summary>
internal sealed partial record ServerAnswer(int Code, IReadOnlyList<string> Lines)
{
    /// <summary>The longest line we read; RFC 5321 says 512, and servers say more.</summary>
    public const int LongestLine = 2_000;

    /// <summary>The longest reply we read, in bytes; no EHLO is near it.</summary>
    public const int LongestReply = 16_000;

    /// <summary>
    /// Reads one reply from the front of the buffer. Null while more bytes are needed;
    /// throws <see cref="SmtpLineLostException"/> on anything that is not a reply.
    /// </summary>
    public static ServerAnswer? TryRead(ReadOnlySpan<byte> buffer, out int length)
    {
        var lines = new List<string>(1);
        var code = 0;
        length = 0;
        while (true)
        {
            var end = buffer[length..].IndexOf((byte)'\n');
            if ((end < 0 ? buffer.Length - length : end) > LongestLine || buffer.Length > LongestReply)
            {
                throw new SmtpLineLostException(SmtpLoss.Garbage, "the server's reply is longer than any reply should be");
            }

            if (end < 0)
            {
                return null;
            }

            var line = buffer.Slice(length, end).TrimEnd((byte)'\r');
            length += end + 1;
            code = ReadCode(line, code);
            lines.Add(Encoding.UTF8.GetString(line.Length > 4 ? line[4..] : default));
            if (line.Length == 3 || line[3] == ' ')
            {
                return new ServerAnswer(code, lines);
            }
        }
    }

    /// <summary>The reply as others may see it: bounded, on one line, without control characters.</summary>
    public SmtpReply ToReply(string verb)
    {
        var enhanced = EnhancedCode().Match(Lines[0]) is { Success: true } match && match.ValueSpan[0] - '0' == Code / 100 ? match.Value : null;
        var text = new StringBuilder();
        foreach (var line in Lines)
        {
            var words = enhanced is not null && line.StartsWith(enhanced, StringComparison.Ordinal) ? line[enhanced.Length..] : line;
            text.Append(text.Length > 0 ? " " : "").Append(words.Trim());
        }

        return new SmtpReply(verb, Code, enhanced, Clean(text.ToString()));
    }

    private static int ReadCode(ReadOnlySpan<byte> line, int before)
    {
        var isReply = line.Length >= 3
            && line[0] is >= (byte)'2' and <= (byte)'5' && line[1] is >= (byte)'0' and <= (byte)'9' && line[2] is >= (byte)'0' and <= (byte)'9'
            && (line.Length == 3 || line[3] is (byte)' ' or (byte)'-');
        var code = isReply ? ((line[0] - '0') * 100) + ((line[1] - '0') * 10) + (line[2] - '0') : 0;
        if (!isReply || (before != 0 && before != code))
        {
            throw new SmtpLineLostException(SmtpLoss.Garbage, "the server's reply is not an SMTP reply");
        }

        return code;
    }

    private static string Clean(string text)
    {
        var clean = string.Concat(text.Where(c => !char.IsControl(c)));
        if (clean.Length <= SmtpReply.LongestText)
        {
            return clean;
        }

        var length = char.IsHighSurrogate(clean[SmtpReply.LongestText - 1]) ? SmtpReply.LongestText - 1 : SmtpReply.LongestText;
        return clean[..length];
    }

    [GeneratedRegex(@"^[245]\.[0-9]{1,3}\.[0-9]{1,3}(?= |$)")]
    private static partial Regex EnhancedCode();
}
