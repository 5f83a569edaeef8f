namespace FollowUpAgent.Events.Mail;

/// <summary>Undoes base64 and quoted-printable (RFC 2045, 6), passing over what does not belong there.</summary>
internal static class TransferEncoding
{
    /// <summary>The bytes behind an encoding; of any other encoding the bytes themselves.</summary>
    public static ReadOnlySpan<byte> Decode(string? encoding, ReadOnlySpan<byte> bytes) => encoding?.Trim().ToLowerInvariant() switch
    {
        "base64" => DecodeBase64(bytes),
        "quoted-printable" => DecodeQuoted(bytes, isWord: false),
        _ => bytes,
    };

    /// <summary>The bytes behind base64.</summary>
    public static byte[] DecodeBase64(ReadOnlySpan<byte> encoded)
    {
        var bytes = new byte[(encoded.Length * 3 / 4) + 3];
        var (buffer, bits, length) = (0, 0, 0);
        foreach (var letter in encoded)
        {
            if (letter == (byte)'=')
            {
                // The end of one run of base64; some senders join several.
                (buffer, bits) = (0, 0);
                continue;
            }

            if (ValueOf(letter) is not (>= 0 and var value))
            {
                continue;
            }

            buffer = ((buffer << 6) | value) & 0xFFFFFF;
            bits += 6;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[length++] = (byte)(buffer >> bits);
            }
        }

        return bytes[..length];
    }

    /// <summary>The bytes behind quoted-printable; in an encoded word an underline is a space.</summary>
    public static byte[] DecodeQuoted(ReadOnlySpan<byte> encoded, bool isWord)
    {
        var bytes = new byte[encoded.Length];
        var length = 0;
        for (var i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] != (byte)'=')
            {
                bytes[length++] = isWord && encoded[i] == (byte)'_' ? (byte)' ' : encoded[i];
                continue;
            }

            if (i + 2 < encoded.Length && Hex(encoded[i + 1]) is >= 0 and var high && Hex(encoded[i + 2]) is >= 0 and var low)
            {
                bytes[length++] = (byte)((high << 4) | low);
                i += 2;
                continue;
            }

            // A soft line break, with spaces that a relay may have put before it; or a sign that means itself.
            var end = i + 1;
            while (end < encoded.Length && encoded[end] is (byte)' ' or (byte)'\t' or (byte)'\r')
            {
                end++;
            }

            if (end < encoded.Length && encoded[end] == (byte)'\n')
            {
                i = end;
                continue;
            }

            bytes[length++] = encoded[i];
        }

        return bytes[..length];
    }

    private static int ValueOf(byte letter) => letter switch
    {
        >= (byte)'A' and <= (byte)'Z' => letter - 'A',
        >= (byte)'a' and <= (byte)'z' => letter - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => letter - '0' + 52,
        (byte)'+' => 62,
        (byte)'/' => 63,
        _ => -1,
    };

    private static int Hex(byte letter) => letter switch
    {
        >= (byte)'0' and <= (byte)'9' => letter - '0',
        >= (byte)'A' and <= (byte)'F' => letter - 'A' + 10,
        >= (byte)'a' and <= (byte)'f' => letter - 'a' + 10,
        _ => -1,
    };
}
