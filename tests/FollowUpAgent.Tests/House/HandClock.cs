namespace FollowUpAgent.Tests.House;

/// <summary>A clock that moves only by hand.</summary>
internal sealed class HandClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset now = start;

    /// <summary>A Monday morning in Europe.</summary>
    public static HandClock Monday => new(new DateTimeOffset(2026, 3, 2, 7, 0, 0, TimeSpan.Zero));

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan by) => now += by;

    public void JumpTo(DateTimeOffset time) => now = time;
}
