using System.Globalization;

namespace FollowUpAgent.Tests.House;

/// <summary>How much of their material the tests of random cases, kills and crowds use: as much as fits a quick run, times FOLLOWUP_TEST_SCALE.</summary>
internal static class TestScale
{
    /// <summary>What the environment says; 1 where it says nothing.</summary>
    public static int Factor { get; } = Parse(Environment.GetEnvironmentVariable("FOLLOWUP_TEST_SCALE"));

    /// <summary>So many cases, times the factor.</summary>
    public static int Times(int usual) => checked(usual * Factor);

    /// <summary>The factor that a text means. One that means none stops the run: a long run must not be a quick one in disguise.</summary>
    public static int Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return 1;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var factor) && factor is >= 1 and <= 1_000
            ? factor
            : throw new InvalidOperationException($"FOLLOWUP_TEST_SCALE is '{text}': expected 1 to 1000.");
    }
}
