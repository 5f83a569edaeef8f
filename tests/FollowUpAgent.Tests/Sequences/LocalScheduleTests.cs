using FollowUpAgent.Sequences;
using static FollowUpAgent.Tests.Sequences.SampleSequences;

namespace FollowUpAgent.Tests.Sequences;

public sealed class LocalScheduleTests
{
    private const string Amsterdam = "Europe/Amsterdam";

    [Fact]
    public void A_step_due_before_the_window_opens_is_offered_three_open_days_of_three_parts()
    {
        var definition = Definition();

        var offer = LocalSchedule.SlotsFrom(Utc("2026-06-04T03:00Z"), Amsterdam, definition);

        Assert.Equal(
            [
                "d0-morning 2026-06-04T07:00Z 2026-06-04T10:00Z",
                "d0-midday 2026-06-04T10:00Z 2026-06-04T12:00Z",
                "d0-afternoon 2026-06-04T12:00Z 2026-06-04T15:00Z",
                "d1-morning 2026-06-05T07:00Z 2026-06-05T10:00Z",
                "d1-midday 2026-06-05T10:00Z 2026-06-05T12:00Z",
                "d1-afternoon 2026-06-05T12:00Z 2026-06-05T15:00Z",
                "d2-morning 2026-06-08T07:00Z 2026-06-08T10:00Z",
                "d2-midday 2026-06-08T10:00Z 2026-06-08T12:00Z",
                "d2-afternoon 2026-06-08T12:00Z 2026-06-08T15:00Z",
            ],
            offer.Slots.Select(Line));
    }

    [Fact]
    public void A_slot_that_has_begun_starts_now_and_one_that_is_over_is_dropped()
    {
        var definition = Definition(new SequenceOptions { Steps = Steps(0), DayOffsets = [0] });

        var offer = LocalSchedule.SlotsFrom(Utc("2026-06-04T10:30Z"), Amsterdam, definition);

        Assert.Equal(
            ["d0-midday 2026-06-04T10:30Z 2026-06-04T12:00Z", "d0-afternoon 2026-06-04T12:00Z 2026-06-04T15:00Z"],
            offer.Slots.Select(Line));
    }

    [Theory]
    [InlineData("2026-06-04T15:00Z", "2026-06-05T07:00Z")]
    [InlineData("2026-06-05T15:00Z", "2026-06-08T07:00Z")]
    [InlineData("2026-06-06T09:00Z", "2026-06-08T07:00Z")]
    public void A_step_due_after_the_window_begins_on_the_next_open_day(string due, string firstSlot)
    {
        var definition = Definition();

        var first = LocalSchedule.SlotsFrom(Utc(due), Amsterdam, definition).Default!;

        Assert.Equal(("d0-morning", Utc(firstSlot)), (first.Key, first.From));
    }

    [Fact]
    public void The_window_is_the_contacts_own()
    {
        var definition = Definition(new SequenceOptions { Steps = Steps(0), DefaultTimeZone = Amsterdam });

        var first = LocalSchedule.SlotsFrom(Utc("2026-06-04T15:00Z"), "America/Los_Angeles", definition).Default!;

        Assert.Equal(Utc("2026-06-04T16:00Z"), first.From);
    }

    [Fact]
    public void Blackout_dates_are_no_open_days()
    {
        var definition = Definition(new SequenceOptions { Steps = Steps(0), BlackoutDates = ["--12-25"] }, "2026-12-28/2026-12-30");

        var slots = LocalSchedule.SlotsFrom(Utc("2026-12-24T03:00Z"), Amsterdam, definition).Slots;

        Assert.Equal(["2026-12-24", "2026-12-31", "2027-01-01"], slots.Select(slot => $"{slot.From:yyyy-MM-dd}").Distinct());
    }

    [Fact]
    public void Day_offsets_may_leave_out_the_day_it_falls_due()
    {
        var definition = Definition(new SequenceOptions { Steps = Steps(0), DayOffsets = [3, 1] });

        var slots = LocalSchedule.SlotsFrom(Utc("2026-06-01T03:00Z"), Amsterdam, definition).Slots;

        Assert.Equal(["2026-06-02", "2026-06-04"], slots.Select(slot => $"{slot.From:yyyy-MM-dd}").Distinct());
    }

    [Fact]
    public void A_window_wider_than_office_hours_is_used_in_full()
    {
        var definition = Definition(new SequenceOptions
        {
            Steps = Steps(0),
            SendWindow = new SendWindowOptions { From = "06:00", Until = "24:00" },
            DayOffsets = [0],
        });

        var slots = LocalSchedule.SlotsFrom(Utc("2026-06-04T00:00Z"), "Etc/UTC", definition).Slots;

        Assert.Equal(
            ["d0-morning 06:00", "d0-midday 12:00", "d0-afternoon 14:00", "d0-evening 18:00"],
            slots.Select(slot => $"{slot.Key} {slot.From:HH:mm}"));
        Assert.Equal(Utc("2026-06-05T00:00Z"), slots[^1].Until);
    }

    [Fact]
    public void A_sequence_closed_for_a_year_offers_no_slot_and_says_so()
    {
        var definition = Definition(new SequenceOptions { Steps = Steps(0), BlackoutDates = ["--01-01/--12-31"] });

        var offer = LocalSchedule.SlotsFrom(Utc("2026-06-04T03:00Z"), Amsterdam, definition);

        Assert.True(offer.IsClosed);
        Assert.Null(offer.Default);
        Assert.Null(LocalSchedule.NextOpenMomentAfter(Utc("2026-06-04T03:00Z"), Amsterdam, definition));
    }

    [Fact]
    public void One_open_day_a_year_is_enough()
    {
        var definition = Definition(new SequenceOptions
        {
            Steps = Steps(0),
            SendWindow = new SendWindowOptions { Days = EveryDay },
            BlackoutDates = ["--06-05/--06-03"],
        });

        var slots = LocalSchedule.SlotsFrom(Utc("2026-06-04T23:00Z"), Amsterdam, definition).Slots;

        Assert.Equal(["2027-06-04", "2028-06-04", "2029-06-04"], slots.Select(slot => $"{slot.From:yyyy-MM-dd}").Distinct());
    }

    [Theory]
    [InlineData("Mars/Olympus", true, "Europe/Amsterdam")]
    [InlineData("", false, "Europe/Amsterdam")]
    [InlineData(null, false, "Europe/Amsterdam")]
    [InlineData("asia/KOLKATA", false, "Asia/Kolkata")]
    public void An_unknown_zone_gives_way_to_the_sequences_own_and_is_flagged(string? zone, bool isUnknown, string used)
    {
        var definition = Definition(new SequenceOptions { Steps = Steps(0), DefaultTimeZone = "europe/amsterdam" });

        var offer = LocalSchedule.SlotsFrom(Utc("2026-06-04T03:00Z"), zone, definition);

        Assert.Equal((isUnknown, used), (offer.IsZoneUnknown, offer.Zone));
    }

    [Theory]
    [InlineData("2026-06-04T07:00Z", "2026-06-04T07:00Z")]
    [InlineData("2026-06-04T14:59Z", "2026-06-04T14:59Z")]
    [InlineData("2026-06-04T15:00Z", "2026-06-05T07:00Z")]
    [InlineData("2026-06-05T16:00Z", "2026-06-08T07:00Z")]
    [InlineData("2026-06-04T06:59Z", "2026-06-04T07:00Z")]
    public void The_next_open_moment_is_now_while_the_window_is_open(string moment, string expected)
    {
        var definition = Definition();

        var next = LocalSchedule.NextOpenMomentAfter(Utc(moment), Amsterdam, definition);

        Assert.Equal(Utc(expected), next);
    }

    [Theory]
    [InlineData("Pacific/Auckland", "2026-06-05")]
    [InlineData("America/Los_Angeles", "2026-06-04")]
    [InlineData("Nowhere", "2026-06-04")]
    public void A_moment_has_the_date_of_the_place(string zone, string date)
    {
        var moment = Utc("2026-06-04T18:00Z");

        Assert.Equal(date, $"{LocalSchedule.LocalDateOf(moment, zone, "Etc/UTC"):yyyy-MM-dd}");
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static string Line(Slot slot) => $"{slot.Key} {slot.From:yyyy-MM-ddTHH:mm}Z {slot.Until:yyyy-MM-ddTHH:mm}Z";
}
