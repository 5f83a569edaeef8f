namespace FollowUpAgent.Learning.Policies;

/// <summary>
/// Standard normal numbers by Marsaglia's polar method, from a seed made of a name. The logarithm is computed here, from additions,
/// multiplications and one division: those are exact in IEEE 754, so the numbers are the same on every machine, which no library's
/// logarithm promises.
/// </summary>
public static class SeededNormals
{
    private const double Ln2 = 0.693147180559945309417232121458;

    /// <summary>Fills a table with the numbers of this name: same name, same numbers.</summary>
    public static void Fill(string name, Span<double> table)
    {
        ArgumentNullException.ThrowIfNull(name);
        var uniforms = new SeededUniforms(SeedOf(name));
        for (var i = 0; i < table.Length; i += 2)
        {
            var (x, y) = Two(uniforms);
            table[i] = x;
            if (i + 1 < table.Length)
            {
                table[i + 1] = y;
            }
        }
    }

    private static (double X, double Y) Two(SeededUniforms uniforms)
    {
        while (true)
        {
            var x = (2 * uniforms.Next()) - 1;
            var y = (2 * uniforms.Next()) - 1;
            var square = (x * x) + (y * y);
            if (square is > 0 and < 1)
            {
                var stretch = Math.Sqrt(-2 * NaturalLog(square) / square);
                return (x * stretch, y * stretch);
            }
        }
    }

    /// <summary>The natural logarithm of a normal number above 0: by its exponent, and by 2 artanh((m-1)/(m+1)) for what is left of it.</summary>
    internal static double NaturalLog(double number)
    {
        var bits = BitConverter.DoubleToInt64Bits(number);
        var exponent = (int)(bits >> 52) - 1023;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0x000FFFFFFFFFFFFFL) | 0x3FF0000000000000L);
        if (mantissa > 1.4142135623730951)
        {
            (mantissa, exponent) = (mantissa / 2, exponent + 1);
        }

        var ratio = (mantissa - 1) / (mantissa + 1);
        var square = ratio * ratio;
        var sum = 0.0;
        // |ratio| is at most 0.172: the 12th term is below 1e-18.
        for (var k = 23; k >= 1; k -= 2)
        {
            sum = (sum * square) + (1.0 / k);
        }

        return (exponent * Ln2) + (2 * ratio * sum);
    }

    // FNV-1a over the letters; SplitMix64 scrambles what is left of a pattern.
    private static long SeedOf(string name)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in name)
        {
            hash = unchecked((hash ^ letter) * 1099511628211UL);
        }

        return unchecked((long)hash);
    }
}
