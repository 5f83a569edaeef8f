namespace FollowUpAgent.Learning.Policies;

/// <summary>
/// Uniform numbers from a seed: SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
/// The same seed gives the same numbers on every machine and runtime, so that a decision can be replayed. Not for secrets; not thread-safe.
/// </summary>
public sealed class SeededUniforms(long seed)
{
    private ulong state = unchecked((ulong)seed);

    /// <summary>The next number, from 0 included to 1 excluded, with 53 random bits.</summary>
    public double Next() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>The next 64 random bits.</summary>
    public ulong NextBits()
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15UL;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
