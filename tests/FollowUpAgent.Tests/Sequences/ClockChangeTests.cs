using FollowUpAgent.Sequences;
using NodaTime;
using static FollowUpAgent.Tests.Sequences.SampleSequences;

namespace FollowUpAgent.Tests.Sequences;

public sealed class ClockChangeTests
{
    private static readonly Instant Begin = Instant.FromUtc(2026, 1, 1, 0, 0);
    private static readonly Instant End = Instant.FromUtc(2031, 1, 1, 0, 0);

    /// <summary>
    /// Each zone with the least number of clock changes from 2026 to 2030: European and American rules, a negative winter,
    /// half an hour, at midnight, south of the equator, for Ramadan (given up in 2026), by two hours, and none at all.
    /// </summary>
    public static TheoryData<string, int> Zones => new()
    {
        { "Europe/Amsterdam", 10 },
        { "Europe/London", 10 },
        { "Europe/Dublin", 10 },
        { "America/New_York", 10 },
        { "America/Havana", 6 },
        { "America/Nuuk", 10 },
        { "America/Santiago", 10 },
        { "America/Sao_Paulo", 0 },
        { "Africa/Casablanca", 2 },
        { "Africa/Cairo", 10 },
        { "Asia/Beirut", 10 },
        { "Asia/Tehran", 0 },
        { "Asia/Kolkata", 0 },
        { "Australia/Lord_Howe", 10 },
        { "Pacific/Auckland", 10 },
        { "Antarctica/Troll", 10 },
    };

    [Theory]
    [MemberData(nameof(Zones))]
    public void Around_every_clock_change_each_slot_begins_and_ends_when_the_clocks_first_show_it(string zone, int leastChanges)
    {
        var rules = DateTimeZoneProviders.Tzdb[zone];
        var changes = ChangesOf(rules).ToList();
        var definition = NightDefinition();

        foreach (var due in changes.DefaultIfEmpty(Begin).SelectMany(MomentsAround))
        {
            var offer = LocalSchedule.SlotsFrom(due.ToDateTimeOffset(), zone, definition);

            Assert.Equal(ExpectedSlots(due, rules, definition), offer.Slots);
        }

        Assert.InRange(changes.Count, leastChanges, 12);
    }

    [Theory]
    [MemberData(nameof(Zones))]
    public void Around_every_clock_change_the_slots_of_a_night_follow_each_other_without_gap_or_overlap(string zone, int leastChanges)
    {
        var rules = DateTimeZoneProviders.Tzdb[zone];
        var changes = ChangesOf(rules).ToList();
        var definition = NightDefinition();

        foreach (var due in changes.SelectMany(MomentsAround))
        {
            var slots = LocalSchedule.SlotsFrom(due.ToDateTimeOffset(), zone, definition).Slots;

            Assert.All(slots, slot => Assert.True(slot.From < slot.Until));
            Assert.Equal(slots.Count, slots.Select(slot => slot.Key).Distinct().Count());
            Assert.All(
                slots.Zip(slots.Skip(1)).Where(pair => pair.First.Key[..2] == pair.Second.Key[..2]),
                pair => Assert.Equal(pair.First.Until, pair.Second.From));
        }

        Assert.True(changes.Count >= leastChanges);
    }

    [Theory]
    [InlineData("2026-03-29", "02:30", "Europe/Amsterdam", "2026-03-29T01:00Z")] // no 02:00-03:00: first is 03:00 at +02
    [InlineData("2026-10-25", "02:30", "Europe/Amsterdam", "2026-10-25T00:30Z")] // two 02:30: the one at +02
    [InlineData("2026-03-29", "01:30", "Europe/Dublin", "2026-03-29T01:00Z")] // no 01:00-02:00; Irish winter is the negative one
    [InlineData("2026-10-25", "01:30", "Europe/Dublin", "2026-10-25T00:30Z")]
    [InlineData("2026-03-08", "02:30", "America/New_York", "2026-03-08T07:00Z")]
    [InlineData("2026-11-01", "01:30", "America/New_York", "2026-11-01T05:30Z")]
    [InlineData("2026-10-04", "02:15", "Australia/Lord_Howe", "2026-10-03T15:30Z")] // half an hour: 02:30 at +11
    [InlineData("2026-04-05", "01:45", "Australia/Lord_Howe", "2026-04-04T14:45Z")] // 01:30-02:00 twice
    [InlineData("2026-04-24", "00:00", "Africa/Cairo", "2026-04-23T22:00Z")] // the day begins at 01:00
    [InlineData("2026-02-15", "02:30", "Africa/Casablanca", "2026-02-15T01:30Z")] // Ramadan: 02:00-03:00 twice
    [InlineData("2026-03-22", "02:30", "Africa/Casablanca", "2026-03-22T02:00Z")]
    public void A_skipped_time_is_the_first_moment_after_the_gap_and_a_repeated_one_the_earlier(
        string date, string time, string zone, string expected)
    {
        Assert.True(TimeOfDay.TryParse(time, out var clock));

        var moment = LocalSchedule.MomentOf(DateOnly.Parse(date, null), clock, zone, "Etc/UTC");

        Assert.Equal(DateTimeOffset.Parse(expected, null), moment);
    }

    [Fact]
    public void A_slot_that_the_gap_swallows_is_dropped_for_that_day()
    {
        var definition = Definition(new SequenceOptions
        {
            Steps = Steps(0),
            SendWindow = new SendWindowOptions { Days = EveryDay, From = "01:00", Until = "04:00" },
            PartsOfDay = [Part("early", "01:00", "02:00"), Part("gone", "02:00", "03:00"), Part("late", "03:00", "04:00")],
            DayOffsets = [0, 1],
        });

        var slots = LocalSchedule.SlotsFrom(new(2026, 3, 28, 23, 0, 0, TimeSpan.Zero), "Europe/Amsterdam", definition).Slots;

        Assert.Equal(["d0-early", "d0-late", "d1-early", "d1-gone", "d1-late"], slots.Select(slot => slot.Key));
        Assert.Equal(slots[0].Until, slots[1].From);
    }

    [Fact]
    public void A_day_whose_whole_window_the_gap_swallows_is_no_open_day()
    {
        var definition = Definition(new SequenceOptions
        {
            Steps = Steps(0),
            SendWindow = new SendWindowOptions { Days = EveryDay, From = "02:10", Until = "02:50" },
            DayOffsets = [0],
        });

        var slot = Assert.Single(LocalSchedule.SlotsFrom(new(2026, 3, 28, 23, 0, 0, TimeSpan.Zero), "Europe/Amsterdam", definition).Slots);

        Assert.Equal(("d0-morning", new DateTimeOffset(2026, 3, 30, 0, 10, 0, TimeSpan.Zero)), (slot.Key, slot.From));
    }

    /// <summary>Four parts of a whole day, with edges in the hours that clocks jump over.</summary>
    private static SequenceDefinition NightDefinition() => Definition(new SequenceOptions
    {
        Steps = Steps(0),
        SendWindow = new SendWindowOptions { Days = EveryDay, From = "00:00", Until = "24:00" },
        PartsOfDay =
        [
            Part("a", "00:00", "01:30"),
            Part("b", "01:30", "02:30"),
            Part("c", "02:30", "03:30"),
            Part("d", "03:30", "24:00"),
        ],
    });

    private static IEnumerable<Instant> ChangesOf(DateTimeZone zone) => zone
        .GetZoneIntervals(new Interval(Begin, End))
        .Skip(1)
        .Select(interval => interval.Start);

    private static IEnumerable<Instant> MomentsAround(Instant change) =>
        new[] { -1800, -120, -61, -60, -30, -1, 0, 1, 30, 60, 61, 120, 1800 }.Select(minutes => change + Duration.FromMinutes(minutes));

    // The rule said in another way, and found by walking minute by minute: an edge is the first moment at which the clocks
    // of that place show its time or a later one.
    private static IEnumerable<Slot> ExpectedSlots(Instant due, DateTimeZone zone, SequenceDefinition definition)
    {
        var today = due.InZone(zone).Date;
        foreach (var (day, part) in definition.DayOffsets.SelectMany(day => definition.PartsOfDay.Select(part => (day, part))))
        {
            var from = FirstMomentShowing(today.PlusDays(day), part.From, zone);
            var until = FirstMomentShowing(today.PlusDays(day), part.Until, zone);
            if (from < until && until > due)
            {
                yield return new Slot($"d{day}-{part.Key}", Instant.Max(from, due).ToDateTimeOffset(), until.ToDateTimeOffset());
            }
        }
    }

    private static Instant FirstMomentShowing(LocalDate date, TimeOfDay time, DateTimeZone zone)
    {
        var wanted = date.AtMidnight().PlusMinutes(time.Minute);
        var moment = wanted.InUtc().ToInstant() - Duration.FromHours(15);
        while (moment.InZone(zone).LocalDateTime < wanted)
        {
            moment += Duration.FromMinutes(1);
        }

        return moment;
    }
}
