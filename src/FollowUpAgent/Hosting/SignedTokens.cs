using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FollowUpAgent.Hosting;

/// <summary>
/// Makes and reads the tokens in tracked links, the pixel, the unsubscribe link and reply addresses. A token names one message
/// and one link of it; it holds no address, no URL and no right to log in, and only our keys can make one.
/// </summary>
internal sealed class SignedTokens
{
    private const byte Version = 1;
    private const int PayloadLength = 21;
    private const int MacLength = 16;

    private readonly Dictionary<(byte Kid, TokenPurpose Purpose), byte[]> keys = [];
    private readonly byte currentKid;

    /// <summary>Signs with the first key and accepts all of them.</summary>
    public SignedTokens(params IReadOnlyList<SigningKey> ring)
    {
        if (ring.Count == 0)
        {
            throw new ArgumentException("A key ring holds at least one key.", nameof(ring));
        }

        currentKid = ring[0].Kid;
        foreach (var (kid, master) in ring)
        {
            AddKeysOf(kid, master);
        }
    }

    /// <summary>A token of 50 URL-safe characters; for <see cref="TokenPurpose.Reply"/> 60 characters that ignore case.</summary>
    public string Create(TokenPurpose purpose, Guid messageId, int link = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(link);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(link, ushort.MaxValue);

        Span<byte> bytes = stackalloc byte[PayloadLength + MacLength];
        bytes[0] = Version;
        bytes[1] = currentKid;
        bytes[2] = (byte)purpose;
        messageId.TryWriteBytes(bytes[3..], bigEndian: true, out _);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[19..], (ushort)link);
        Sign(keys[(currentKid, purpose)], bytes[..PayloadLength], bytes[PayloadLength..]);
        return Write(purpose, bytes);
    }

    /// <summary>Reads a token made for this purpose. False for every other text, without saying why.</summary>
    public bool TryRead(ReadOnlySpan<char> text, TokenPurpose purpose, out Token token)
    {
        token = default;
        Span<byte> bytes = stackalloc byte[PayloadLength + MacLength];
        if (!TryDecode(text, purpose, bytes)
            || bytes[0] != Version
            || bytes[2] != (byte)purpose
            || !keys.TryGetValue((bytes[1], purpose), out var key))
        {
            return false;
        }

        Span<byte> mac = stackalloc byte[MacLength];
        Sign(key, bytes[..PayloadLength], mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, bytes[PayloadLength..]))
        {
            return false;
        }

        token = new Token(purpose, new Guid(bytes[3..19], bigEndian: true), BinaryPrimitives.ReadUInt16BigEndian(bytes[19..]));
        return true;
    }

    private void AddKeysOf(byte kid, byte[] master)
    {
        if (master.Length < 32)
        {
            throw new ArgumentException("A master key has at least 32 bytes.", nameof(master));
        }

        foreach (var purpose in Enum.GetValues<TokenPurpose>())
        {
            var info = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{purpose.ToString().ToLowerInvariant()}/{kid}"));
            keys.Add((kid, purpose), HKDF.DeriveKey(HashAlgorithmName.SHA256, master, 32, info: info));
        }
    }

    private static void Sign(byte[] key, ReadOnlySpan<byte> payload, Span<byte> mac)
    {
        Span<byte> full = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, payload, full);
        full[..MacLength].CopyTo(mac);
    }

    private static string Write(TokenPurpose purpose, ReadOnlySpan<byte> bytes) =>
        purpose is TokenPurpose.Reply ? Base32.Encode(bytes) : Base64Url.EncodeToString(bytes);

    // One token has one spelling. TryDecodeFromChars throws on spare bits; DecodeFromChars reports them, and skips white space.
    private static bool TryDecode(ReadOnlySpan<char> text, TokenPurpose purpose, Span<byte> bytes)
    {
        if (purpose is TokenPurpose.Reply)
        {
            return text.Length == 60 && Base32.TryDecode(text, out var decoded) && decoded.AsSpan().TryCopyTo(bytes);
        }

        return text.Length == 50
            && Base64Url.DecodeFromChars(text, bytes, out _, out var written) is OperationStatus.Done
            && written == bytes.Length
            && text.SequenceEqual(Base64Url.EncodeToString(bytes));
    }
}

/// <summary>What a token may be used for; each purpose has its own key, so that a pixel cannot unsubscribe.</summary>
internal enum TokenPurpose : byte
{
    Open = 1,
    Click = 2,
    Unsubscribe = 3,
    Reply = 4,
    Visit = 5,
}

/// <summary>What a valid token says: this message, and for a click this link of it (from 1). Of a visit the number is its hour; see <see cref="VisitTokens"/>.</summary>
internal readonly record struct Token(TokenPurpose Purpose, Guid MessageId, int Link);

/// <summary>One key of the ring: its public number and its secret of at least 32 bytes.</summary>
internal sealed record SigningKey(byte Kid, byte[] Master)
{
    /// <summary>Names the key, never the secret.</summary>
    public override string ToString() => $"{nameof(SigningKey)} {Kid.ToString(CultureInfo.InvariantCulture)}";
}
