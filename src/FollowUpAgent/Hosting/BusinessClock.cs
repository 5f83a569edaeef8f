namespace FollowUpAgent.Hosting;

/// <summary>
/// Business time of a live agent: what the database's clock showed last, and what has passed since by the machine's monotonic clock, so
/// that several workers agree and a machine whose clock is set wrong or right in between moves nothing. Never goes back by an
/// adjustment: a smaller one lets time stand still until it has caught up.
/// </summary>
internal sealed class BusinessClock(TimeProvider machine) : TimeProvider
{
    private static readonly TimeSpan MostDriftHeld = TimeSpan.FromSeconds(5);
    private Reading last = new(machine.GetUtcNow(), machine.GetTimestamp());
    private long latestTicks;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow()
    {
        var ticks = Running.UtcTicks;
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

    /// <summary>Follows another clock that showed <paramref name="theirs"/> when the machine's timestamp was <paramref name="at"/>.</summary>
    public void Follow(DateTimeOffset theirs, long at)
    {
        Volatile.Write(ref last, new Reading(theirs, at));
        if (Running.UtcTicks < Volatile.Read(ref latestTicks) - MostDriftHeld.Ticks)
        {
            // A real step back (a clock set right by hand) is followed; only jitter is held.
            Volatile.Write(ref latestTicks, 0);
        }
    }

    private DateTimeOffset Running
    {
        get
        {
            var reading = Volatile.Read(ref last);
            return reading.Shown + machine.GetElapsedTime(reading.At);
        }
    }

    /// <summary>What the database's clock showed at a timestamp of the machine.</summary>
    private sealed record Reading(DateTimeOffset Shown, long At);
}
