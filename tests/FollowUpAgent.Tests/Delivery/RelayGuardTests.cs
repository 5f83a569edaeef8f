using FollowUpAgent.Delivery;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Delivery;

public sealed class RelayGuardTests
{
    private readonly HandClock clock = HandClock.Monday;

    [Fact]
    public void One_failure_pauses_and_the_pauses_double_up_to_five_minutes()
    {
        var guard = new RelayGuard(clock);
        var pauses = new List<double>();

        for (var trip = 0; trip < 8; trip++)
        {
            Assert.Equal(trip == 0, guard.Trip(isPermanent: false));
            pauses.Add(guard.Pause.TotalSeconds);
            clock.Advance(guard.Pause - TimeSpan.FromTicks(1));
            Assert.True(guard.IsOpen);
            clock.Advance(TimeSpan.FromTicks(1));
            Assert.False(guard.IsOpen);
        }

        Assert.Equal([5, 10, 20, 40, 80, 160, 300, 300], pauses);
    }

    [Fact]
    public void Failures_of_other_connections_during_a_pause_neither_prolong_it_nor_count()
    {
        var guard = new RelayGuard(clock);
        guard.Trip(isPermanent: false);

        Assert.False(guard.Trip(isPermanent: true));
        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.False(guard.IsOpen);
        guard.Trip(isPermanent: false);
        Assert.Equal(TimeSpan.FromSeconds(10), guard.Pause);
    }

    [Fact]
    public void A_mail_that_is_taken_after_the_pause_ends_it_and_the_next_pause_is_short_again()
    {
        var guard = new RelayGuard(clock);
        guard.Trip(isPermanent: true);
        clock.Advance(guard.Pause);

        Assert.True(guard.Reset());
        Assert.False(guard.Reset());

        Assert.True(guard.Trip(isPermanent: false));
        Assert.Equal(TimeSpan.FromSeconds(5), guard.Pause);
    }

    [Fact]
    public void A_mail_that_was_on_its_way_when_the_pause_began_does_not_end_it()
    {
        var guard = new RelayGuard(clock);
        guard.Trip(isPermanent: false);

        Assert.False(guard.Reset());

        Assert.True(guard.IsOpen);
    }

    [Fact]
    public void A_fault_that_a_person_must_mend_pauses_for_five_minutes_at_once()
    {
        var guard = new RelayGuard(clock);

        guard.Trip(isPermanent: true);

        Assert.Equal(TimeSpan.FromMinutes(5), guard.Pause);
    }

    [Fact]
    public void Three_policy_refusals_in_a_row_pause_and_two_with_a_mail_between_do_not()
    {
        var guard = new RelayGuard(clock);

        guard.TripOnPolicy();
        guard.TripOnPolicy();
        guard.Reset();
        guard.TripOnPolicy();
        guard.TripOnPolicy();
        Assert.False(guard.IsOpen);

        Assert.True(guard.TripOnPolicy());
        Assert.True(guard.IsOpen);
    }
}
