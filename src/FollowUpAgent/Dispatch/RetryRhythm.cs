using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Dispatch;

/// <summary>How long to wait before a message is tried again. Pure; the jitter of a message is always the same.</summary>
internal static class RetryRhythm
{
    private const double Jitter = 0.2;
    private static readonly TimeSpan AfterLostLine = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AfterDeferral = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(4);

    /// <summary>Doubles with each attempt up to four hours, within 20 % up or down, so that a whole batch does not come back at once.</summary>
    /// <param name="attempts">How often it was tried, at least 1.</param>
    /// <param name="kind">How the last attempt ended.</param>
    /// <param name="message">Seeds the jitter.</param>
    public static TimeSpan PauseAfter(int attempts, AttemptKind kind, MessageId message)
    {
        var first = kind is AttemptKind.NotAccepted ? AfterLostLine : AfterDeferral;
        // The cap on the exponent keeps the product finite; four hours are reached long before.
        var pause = first * Math.Pow(2, Math.Min(attempts - 1, 20));
        var bounded = pause < Longest ? pause : Longest;
        var seed = BitConverter.ToInt64(message.Value.ToByteArray(), 8) + attempts;
        return bounded * (1 + (Jitter * ((2 * new SeededUniforms(seed).Next()) - 1)));
    }
}
