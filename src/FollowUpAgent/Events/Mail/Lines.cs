namespace FollowUpAgent.Events.Mail;

/// <summary>Finds line ends: CRLF by the standard, LF alone by habit.</summary>
internal static class Lines
{
    /// <summary>Where the line that begins at <paramref name="at"/> ends, without its break.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="at">Where the line begins.</param>
    /// <param name="next">Where the next one begins; the length of the bytes where there is none.</param>
    public static int EndOf(ReadOnlySpan<byte> bytes, int at, out int next)
    {
        var length = bytes[at..].IndexOf((byte)'\n');
        if (length < 0)
        {
            next = bytes.Length;
            return bytes.Length;
        }

        next = at + length + 1;
        return length > 0 && bytes[at + length - 1] == (byte)'\r' ? at + length - 1 : at + length;
    }

    /// <summary>The end without the line break before it, which belongs to the boundary (RFC 2046, 5.1.1).</summary>
    public static int WithoutLastBreak(ReadOnlySpan<byte> bytes, int from, int end)
    {
        if (end > from && bytes[end - 1] == (byte)'\n')
        {
            end--;
        }

        return end > from && bytes[end - 1] == (byte)'\r' ? end - 1 : end;
    }
}
