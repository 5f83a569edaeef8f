using System.Globalization;

namespace FollowUpAgent.Tests.Events.Fuzz;

/// <summary>
/// How long the fuzz tests run, and from where. FOLLOWUP_FUZZ_SECONDS: all together (default 60 in CI, else 10). FOLLOWUP_FUZZ_SEED: a
/// number, by default that of the day, so that every day tries others; behind a slash the input to begin with, as a failure tells it.
/// </summary>
internal static class FuzzBudget
{
    private const int Usual = 60;
    private const int UsualByHand = 10;

    public static TimeSpan Total { get; } = TimeSpan.FromSeconds(
        ParseSeconds(Environment.GetEnvironmentVariable("FOLLOWUP_FUZZ_SECONDS"), Environment.GetEnvironmentVariable("CI") == "true" ? Usual : UsualByHand));

    public static (int Seed, int First) Start { get; } = ParseSeed(
        Environment.GetEnvironmentVariable("FOLLOWUP_FUZZ_SEED"), DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).DayNumber);

    /// <summary>The seconds that a text means. One that means none stops the run: a long run must not be a quick one in disguise.</summary>
    public static int ParseSeconds(string? text, int usual) => string.IsNullOrEmpty(text)
        ? usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 86_400
            ? seconds
            : throw new InvalidOperationException($"FOLLOWUP_FUZZ_SECONDS is '{text}': expected 1 to 86400.");

    /// <summary>Seed and first input, as in 739577 or 739577/1204.</summary>
    public static (int Seed, int First) ParseSeed(string? text, int today)
    {
        if (string.IsNullOrEmpty(text))
        {
            return (today, 0);
        }

        return text.Split('/').Select(n => int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).ToArray() switch
        {
            [>= 0 and var seed] => (seed, 0),
            [>= 0 and var seed, >= 0 and var first] => (seed, first),
            _ => throw new InvalidOperationException($"FOLLOWUP_FUZZ_SEED is '{text}': expected a number, or two as in 739577/1204."),
        };
    }
}
