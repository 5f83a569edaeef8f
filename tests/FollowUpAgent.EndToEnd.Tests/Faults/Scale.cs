using System.Globalization;

namespace FollowUpAgent.EndToEnd.Tests.Faults;

/// <summary>How hard the fault tests are: FOLLOWUP_TEST_SCALE times what fits a quick run.</summary>
internal static class Scale
{
    /// <summary>What the environment says; 1 where it says nothing.</summary>
    public static int Factor { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("FOLLOWUP_TEST_SCALE"), CultureInfo.InvariantCulture, out var factor) ? factor : 1;
}
