namespace FollowUpAgent.Cli.Demo;

/// <summary>Business time of a simulation: moves by hand and never goes back. Read by many threads, moved by one.</summary>
internal sealed class SimulatedClock(DateTimeOffset start) : TimeProvider
{
    private long ticks = start.UtcTicks;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref ticks), TimeSpan.Zero);

    /// <summary>Moves on to a moment; one that is over leaves the clock where it is.</summary>
    public void MoveTo(DateTimeOffset moment)
    {
        if (moment.UtcTicks > ticks)
        {
            Volatile.Write(ref ticks, moment.UtcTicks);
        }
    }
}
