namespace FollowUpAgent.Notices.Webhooks;

/// <summary>When a delivery is tried again, as Standard Webhooks proposes: ten tries over three days. Pure.</summary>
internal static class RetrySchedule
{
    private const double Jitter = 0.2;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>How long to wait after a try; null where it was the last.</summary>
    /// <param name="tries">How many there were.</param>
    /// <param name="chance">0 to 1: up to a fifth longer, so that what failed together does not come back together.</param>
    /// <param name="asked">How long the endpoint asked to wait; counts where it is longer, up to a day.</param>
    public static TimeSpan? After(long tries, double chance, TimeSpan? asked)
    {
        if (tries > Pauses.Length)
        {
            return null;
        }

        var pause = Pauses[Math.Max(tries, 1) - 1] * (1 + (Jitter * chance));
        return asked is { } longer && longer > pause ? (longer < Longest ? longer : Longest) : pause;
    }
}
