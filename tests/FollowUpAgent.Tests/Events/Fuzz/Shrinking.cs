using System.Diagnostics;

namespace FollowUpAgent.Tests.Events.Fuzz;

/// <summary>Takes from an input what its fault does not need, for a while.</summary>
internal static class Shrinking
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static byte[] Shrink(byte[] input, Func<byte[], bool> isStillWrong)
    {
        var began = Stopwatch.GetTimestamp();
        for (var piece = input.Length / 2; piece > 0; piece /= 2)
        {
            for (var at = 0; at < input.Length && Stopwatch.GetElapsedTime(began) < Patience;)
            {
                byte[] smaller = [.. input[..at], .. input[Math.Min(at + piece, input.Length)..]];
                if (isStillWrong(smaller))
                {
                    input = smaller;
                }
                else
                {
                    at += piece;
                }
            }
        }

        return input;
    }
}
