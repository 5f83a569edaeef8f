namespace FollowUpAgent.Hosting;

/// <summary>
/// Business time of a live agent: the machine's clock moved by an offset, so that several workers agree with their database.
/// Never goes back by an adjustment: a smaller offset lets time stand still until it has caught up.
/// </summary>
internal sealed class BusinessClock(TimeProvider machine) : TimeProvider
{
    private long offsetTicks;
    private long latestTicks;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow()
    {
        var ticks = machine.GetUtcNow().UtcTicks + Volatile.Read(ref offsetTicks);
        var latest = Volatile.Read(ref latestTicks);
        while (ticks > latest)
        {
            var seen = Interlocked.CompareExchange(ref latestTicks, ticks, latest);
            if (seen == latest)
            {
                return new DateTimeOffset(ticks, TimeSpan.Zero);
            }

            latest = seen;
        }

        return new DateTimeOffset(latest, TimeSpan.Zero);
    }

    /// <summary>Follows another clock that showed <paramref name="theirs"/> when the machine's showed <paramref name="ours"/>.</summary>
    public void Follow(DateTimeOffset theirs, DateTimeOffset ours)
    {
        var offset = (theirs - ours).Ticks;
        if (offset < Volatile.Read(ref offsetTicks) - MostDriftHeld.Ticks)
        {
            // A real step back (a clock set right by hand) is followed; only jitter is held.
            Volatile.Write(ref latestTicks, 0);
        }

        Volatile.Write(ref offsetTicks, offset);
    }

    private static readonly TimeSpan MostDriftHeld = TimeSpan.FromSeconds(5);
}
