using FollowUpAgent.Events;

namespace FollowUpAgent.Tests.Events;

public sealed class FloodTests
{
    private readonly Ticks clock = new();
    private readonly Flood flood;

    public FloodTests() => flood = new Flood(clock);

    [Fact]
    public void Many_posts_a_commit_are_a_flood_until_they_stop()
    {
        Post(50, rows: 8);

        Assert.True(flood.IsOn);
        clock.Now += TimeSpan.FromMilliseconds(100);
        Assert.False(flood.IsOn);
    }

    [Fact]
    public void Posts_that_share_a_commit_now_and_then_are_none()
    {
        Post(50, rows: 2);
        Post(1, rows: 10);
        Assert.False(flood.IsOn);

        Post(50, rows: 8);
        Post(50, rows: 1);
        Assert.False(flood.IsOn);
    }

    [Fact]
    public void One_that_does_not_end_is_understood_beside_it_until_it_has_ended()
    {
        Post(5_900, rows: 8);
        Assert.True(flood.IsOn);

        Post(200, rows: 8);
        Assert.False(flood.IsOn);

        clock.Now += TimeSpan.FromSeconds(1);
        Post(50, rows: 8);
        Assert.True(flood.IsOn);
    }

    private void Post(int commits, int rows)
    {
        for (var i = 0; i < commits; i++)
        {
            clock.Now += TimeSpan.FromMilliseconds(5);
            flood.Note(rows);
        }
    }

    private sealed class Ticks : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromHours(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
