using FollowUpAgent.Hosting;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Hosting;

public sealed class BasicsTests
{
    [Fact]
    public void Ids_are_version_7_carry_their_millisecond_and_repeat_from_the_same_seed()
    {
        var clock = HandClock.Monday;
        var first = new IdSource(clock, new SeededChance(5)).New();
        var second = new IdSource(clock, new SeededChance(5)).New();

        Assert.Equal(first, second);
        Assert.Equal(7, first.Version);
        Assert.Equal(clock.GetUtcNow().ToUnixTimeMilliseconds(), Convert.ToInt64(first.ToString("N")[..12], 16));
    }

    [Fact]
    public void Ten_thousand_ids_of_one_moment_differ()
    {
        var ids = new IdSource(HandClock.Monday, new SeededChance(5));

        Assert.Equal(10_000, Enumerable.Range(0, 10_000).Select(_ => ids.New()).Distinct().Count());
    }

    [Fact]
    public void The_key_file_is_made_once_and_readable_by_its_owner_only()
    {
        var file = Path.Combine(TestFolder.New("key"), "data", "master.key");

        var made = KeyRing.LoadOrCreate(file, new SecureChance()).For("address");
        var read = KeyRing.LoadOrCreate(file, new SecureChance()).For("address");

        Assert.Equal(made, read);
        // Windows keeps files private by the folder's access list instead.
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public void Each_purpose_has_a_key_of_its_own()
    {
        var ring = new KeyRing(new byte[32]);

        Assert.NotEqual(ring.For("address"), ring.For("group"));
        Assert.Equal(32, ring.For("group").Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("c2hvcnQ=")]
    [InlineData("not base64 at all!")]
    public void A_broken_key_names_its_origin_and_never_itself(string text)
    {
        var error = Assert.Throws<InvalidDataException>(() => KeyRing.Parse(text, "data/master.key"));

        Assert.Contains("data/master.key", error.Message, StringComparison.Ordinal);
        Assert.True(text.Length == 0 || !error.Message.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void Business_time_follows_the_database_and_never_runs_backwards_on_jitter()
    {
        var machine = new Machine();
        var business = new BusinessClock(machine);

        business.Follow(Machine.Start + TimeSpan.FromSeconds(2), machine.GetTimestamp());
        var ahead = business.GetUtcNow();
        business.Follow(Machine.Start + TimeSpan.FromSeconds(1), machine.GetTimestamp());
        var held = business.GetUtcNow();
        machine.Run(TimeSpan.FromSeconds(3));

        Assert.Equal(Machine.Start + TimeSpan.FromSeconds(2), ahead);
        Assert.Equal(ahead, held);
        Assert.Equal(Machine.Start + TimeSpan.FromSeconds(4), business.GetUtcNow());
    }

    [Fact]
    public void Business_time_follows_a_clock_that_was_set_right()
    {
        var machine = new Machine();
        var business = new BusinessClock(machine);
        business.Follow(Machine.Start + TimeSpan.FromHours(1), machine.GetTimestamp());
        business.GetUtcNow();

        business.Follow(Machine.Start, machine.GetTimestamp());

        Assert.Equal(Machine.Start, business.GetUtcNow());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    [InlineData(-1)]
    [InlineData(-24 * 30)]
    public void Business_time_does_not_move_when_the_machine_s_clock_is_set(int hours)
    {
        var machine = new Machine();
        var business = new BusinessClock(machine);
        business.GetUtcNow();

        machine.Set(TimeSpan.FromHours(hours));
        machine.Run(TimeSpan.FromSeconds(10));

        Assert.Equal(Machine.Start + TimeSpan.FromSeconds(10), business.GetUtcNow());
    }

    /// <summary>A machine whose clock can be set while its timestamps run on.</summary>
    private sealed class Machine : TimeProvider
    {
        public static readonly DateTimeOffset Start = HandClock.Monday.GetUtcNow();
        private TimeSpan ran;
        private TimeSpan set;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Start + ran + set;

        public override long GetTimestamp() => ran.Ticks;

        public void Run(TimeSpan time) => ran += time;

        public void Set(TimeSpan by) => set += by;
    }
}
