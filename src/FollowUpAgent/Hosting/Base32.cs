namespace FollowUpAgent.Hosting;

/// <summary>RFC 4648 base32 in lower case without padding: text that survives gateways which change the case of addresses.</summary>
internal static class Base32
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>Writes bytes as lower-case text.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new char[((bytes.Length * 8) + 4) / 5];
        var bit = 0;
        for (var i = 0; i < text.Length; i++, bit += 5)
        {
            var pair = bytes[bit / 8] << 8 | (bit / 8 + 1 < bytes.Length ? bytes[bit / 8 + 1] : 0);
            text[i] = Alphabet[(pair >> (11 - bit % 8)) & 31];
        }

        return new string(text);
    }

    /// <summary>Reads text in any case. Each value has one spelling only: spare bits must be zero.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = new byte[text.Length * 5 / 8];
        int buffer = 0, bits = 0, at = 0;
        foreach (var letter in text)
        {
            var value = char.IsAscii(letter) ? Alphabet.IndexOf(char.ToLowerInvariant(letter), StringComparison.Ordinal) : -1;
            if (value < 0)
            {
                return false;
            }

            buffer = (buffer << 5 | value) & 0xFFF;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[at++] = (byte)(buffer >> bits);
            }
        }

        return bits < 5 && (buffer & ((1 << bits) - 1)) == 0;
    }
}
