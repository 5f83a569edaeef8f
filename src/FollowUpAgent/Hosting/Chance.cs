using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FollowUpAgent.Hosting;

/// <summary>Where random bytes come from: the system's generator when live, a seed when simulated. Safe for use by many threads.</summary>
internal abstract class Chance
{
    /// <summary>Fills the span with the next bytes.</summary>
    public abstract void Fill(Span<byte> bytes);
}

/// <summary>Unpredictable chance, for a live agent.</summary>
internal sealed class SecureChance : Chance
{
    /// <inheritdoc />
    public override void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}

/// <summary>Repeatable chance, for simulations and tests: SHA-256 over the seed and a counter.</summary>
internal sealed class SeededChance(long seed) : Chance
{
    private long counter;

    /// <inheritdoc />
    public override void Fill(Span<byte> bytes)
    {
        Span<byte> input = stackalloc byte[16];
        Span<byte> block = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt64LittleEndian(input, seed);
        while (!bytes.IsEmpty)
        {
            BinaryPrimitives.WriteInt64LittleEndian(input[8..], Interlocked.Increment(ref counter));
            SHA256.HashData(input, block);
            var taken = Math.Min(block.Length, bytes.Length);
            block[..taken].CopyTo(bytes);
            bytes = bytes[taken..];
        }
    }
}
