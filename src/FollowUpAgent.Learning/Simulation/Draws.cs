using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Learning.Simulation;

/// <summary>
/// Uniform numbers for one purpose of one person: they do not depend on what else was drawn, so two worlds that differ in one mail differ
/// in its answers alone.
/// </summary>
internal static class Draws
{
    private const long Prime = 1_099_511_628_211;

    /// <summary>The numbers of this purpose.</summary>
    public static SeededUniforms Of(long seed, int person, string purpose)
    {
        // FNV-1a, as string.GetHashCode differs from process to process.
        var hash = unchecked((seed * Prime) ^ person);
        foreach (var letter in purpose)
        {
            hash = unchecked((hash ^ letter) * Prime);
        }

        return new SeededUniforms(hash);
    }

    /// <summary>One of these.</summary>
    public static T Pick<T>(this SeededUniforms uniforms, IReadOnlyList<T> among) => among[(int)(uniforms.Next() * among.Count)];

    /// <summary>True with this probability.</summary>
    public static bool Happens(this SeededUniforms uniforms, double probability) => uniforms.Next() < probability;

    /// <summary>A waiting time whose half is over after <paramref name="median"/>; most are short, some are long (exponential).</summary>
    public static TimeSpan Wait(this SeededUniforms uniforms, TimeSpan median) =>
        TimeSpan.FromSeconds(Math.Ceiling(median.TotalSeconds * -Math.Log2(1 - uniforms.Next())));
}
