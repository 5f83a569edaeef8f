namespace FollowUpAgent.Learning.Tests;

/// <summary>
/// Promises about how often something happens. The long run, with a thousand cases or more, holds them as they stand; a quick one gives
/// chance three standard deviations.
/// </summary>
internal static class Promise
{
    private const int Full = 1000;

    public static void AtMost(int hits, int of, double share, string what) =>
        Assert.True(hits <= of * (share + Slack(of, share)), $"{what}: {hits} of {of}, promised at most {share:P1}");

    public static void Between(int hits, int of, double low, double high, string what)
    {
        var share = (double)hits / of;
        Assert.True(share >= low - Slack(of, low) && share <= high + Slack(of, high), $"{what}: {hits} of {of}, promised {low:P1} to {high:P1}");
    }

    private static double Slack(int of, double share) => of >= Full ? 0 : 3 * Math.Sqrt(share * (1 - share) / of);
}
