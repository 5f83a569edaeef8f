using System.Diagnostics;
using System.Globalization;

namespace FollowUpAgent.Tests.Events.Fuzz;

/// <summary>What this thread has worked so far, however busy the machine is: from the scheduler's own count where there is one (proc(5)), else by the wall clock.</summary>
internal static class ProcessorTime
{
    private const string Counter = "/proc/thread-self/schedstat";
    private static readonly bool IsCounted = File.Exists(Counter);

    /// <summary>How long one run of this takes, by the least of some.</summary>
    public static TimeSpan LeastOf(int times, Action work)
    {
        var least = TimeSpan.MaxValue;
        for (var i = 0; i < times; i++)
        {
            var before = Now();
            work();
            least = TimeSpan.FromTicks(Math.Min(least.Ticks, (Now() - before).Ticks));
        }

        return least;
    }

    /// <summary>How long this thread has worked.</summary>
    public static TimeSpan Now() => IsCounted
        ? TimeSpan.FromMicroseconds(long.Parse(File.ReadAllText(Counter).Split(' ')[0], CultureInfo.InvariantCulture) / 1000)
        : Stopwatch.GetElapsedTime(0);
}
