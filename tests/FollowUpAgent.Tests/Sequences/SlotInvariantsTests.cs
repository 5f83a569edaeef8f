using System.Globalization;
using FollowUpAgent.Sequences;
using FollowUpAgent.Tests.House;
using NodaTime;

namespace FollowUpAgent.Tests.Sequences;

public sealed class SlotInvariantsTests
{
    private static readonly int Cases = TestScale.Times(4000);

    private static readonly SequenceDefinition Usual = SampleSequences.Definition();

    private static readonly string[] Zones = [.. DateTimeZoneProviders.Tzdb.Ids];

    [Fact]
    public void Slots_are_in_order_apart_in_the_future_and_named_once()
    {
        foreach (var (definition, zone, due) in RandomCases(seed: 1))
        {
            var slots = LocalSchedule.SlotsFrom(due, zone, definition).Slots;

            Assert.InRange(slots.Count, 1, 12);
            Assert.All(slots, slot => Assert.True(due <= slot.From && slot.From < slot.Until));
            Assert.All(slots.Zip(slots.Skip(1)), pair => Assert.True(pair.First.Until <= pair.Second.From));
            Assert.Equal(slots.Count, slots.Select(slot => slot.Key).Distinct().Count());
        }
    }

    [Fact]
    public void Slots_lie_on_allowed_days_between_the_first_and_the_last_minute_of_the_window()
    {
        foreach (var (definition, zone, due) in RandomCases(seed: 2))
        {
            foreach (var slot in LocalSchedule.SlotsFrom(due, zone, definition).Slots)
            {
                // Not the date at the start: where midnight comes twice, the first minutes are yesterday's again.
                var date = LocalSchedule.LocalDateOf(slot.Until.AddTicks(-1), zone, "Etc/UTC");

                Assert.True(definition.IsAllowed(date), $"{zone} {slot}");
                Assert.True(LocalSchedule.MomentOf(date, definition.SendWindow.From, zone, "Etc/UTC") <= slot.From, $"{zone} {slot}");
                Assert.True(slot.Until <= LocalSchedule.MomentOf(date, definition.SendWindow.Until, zone, "Etc/UTC"), $"{zone} {slot}");
            }
        }
    }

    [Fact]
    public void On_a_day_without_a_clock_change_the_clocks_show_the_part_of_the_day()
    {
        foreach (var (definition, zone, due) in RandomCases(seed: 3))
        {
            foreach (var slot in LocalSchedule.SlotsFrom(due, zone, definition).Slots.Where(slot => slot.From > due))
            {
                var from = LocalSchedule.LocalTimeOf(slot.From, zone, "Etc/UTC");
                var part = definition.PartsOfDay.Single(part => slot.Key.EndsWith($"-{part.Key}", StringComparison.Ordinal));
                var isOrdinary = LocalSchedule.LocalTimeOf(slot.From.AddDays(-1), zone, "Etc/UTC") == from.AddDays(-1)
                    && LocalSchedule.LocalTimeOf(slot.From.AddDays(1), zone, "Etc/UTC") == from.AddDays(1);

                Assert.True(!isOrdinary || $"{from:HH:mm}" == part.From.ToString(), $"{zone} {slot}");
                Assert.True(!isOrdinary || (slot.Until - slot.From).TotalMinutes == part.Until.Minute - part.From.Minute, $"{zone} {slot}");
            }
        }
    }

    [Fact]
    public void Day_offsets_count_open_days()
    {
        foreach (var (definition, _, due) in RandomCases(seed: 4))
        {
            var slots = LocalSchedule.SlotsFrom(due, "Etc/UTC", definition).Slots;

            foreach (var slot in slots)
            {
                var first = DateOnly.FromDateTime(due.UtcDateTime);
                var isOver = definition.PartsOfDay[^1].Until.Minute <= due.TimeOfDay.TotalMinutes;
                var day = DateOnly.FromDateTime(slot.From.UtcDateTime);
                var openDays = Dates(isOver ? first.AddDays(1) : first, day).Count(definition.IsAllowed);
                Assert.Equal($"d{openDays - 1}", slot.Key.Split('-')[0]);
            }
        }
    }

    [Fact]
    public void No_slot_begins_before_the_next_open_moment_and_asking_again_there_changes_nothing()
    {
        foreach (var (definition, zone, due) in RandomCases(seed: 5))
        {
            var next = LocalSchedule.NextOpenMomentAfter(due, zone, definition)!.Value;

            Assert.True(due <= next && next <= LocalSchedule.SlotsFrom(due, zone, definition).Slots[0].From);
            Assert.Equal(next, LocalSchedule.NextOpenMomentAfter(next, zone, definition));
        }
    }

    private static IEnumerable<DateOnly> Dates(DateOnly first, DateOnly last)
    {
        for (var date = first; date <= last; date = date.AddDays(1))
        {
            yield return date;
        }
    }

    private static IEnumerable<(SequenceDefinition Definition, string Zone, DateTimeOffset Due)> RandomCases(int seed)
    {
        var chance = new Random(seed);
        for (var i = 0; i < Cases; i++)
        {
            var due = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(chance.Next(5 * 365 * 86_400));
            yield return (RandomDefinition(chance, due), Zones[chance.Next(Zones.Length)], due);
        }
    }

    private static SequenceDefinition RandomDefinition(Random chance, DateTimeOffset due)
    {
        // Quarters of an hour, so that edges fall into skipped and repeated hours now and then.
        var quarters = Enumerable.Range(0, 97).OrderBy(_ => chance.Next()).Take(chance.Next(2, 6)).Order();
        var edges = quarters.Select(quarter => quarter * 15).ToList();
        var parts = edges.Zip(edges.Skip(1)).Select((pair, i) => new PartOfDay($"p{i}", new(pair.First), new(pair.Second))).ToList();
        var days = Enum.GetValues<DayOfWeek>().OrderBy(_ => chance.Next()).Take(chance.Next(1, 8)).ToList();
        return Usual with
        {
            SendWindow = new SendWindow(days, parts[0].From, parts[^1].Until),
            PartsOfDay = parts,
            DayOffsets = [.. Enumerable.Range(0, 6).OrderBy(_ => chance.Next()).Take(chance.Next(1, 4)).Order()],
            BlackoutDates = [.. Enumerable.Range(0, chance.Next(4)).Select(_ => RandomBlackout(chance, due))],
        };
    }

    private static Blackout RandomBlackout(Random chance, DateTimeOffset due)
    {
        var first = DateOnly.FromDateTime(due.UtcDateTime).AddDays(chance.Next(30));
        var last = first.AddDays(chance.Next(20));
        var format = chance.Next(2) == 0 ? "yyyy-MM-dd" : "--MM-dd";
        var text = $"{first.ToString(format, CultureInfo.InvariantCulture)}/{last.ToString(format, CultureInfo.InvariantCulture)}";
        return Blackout.TryParse(text, out var blackout) ? blackout! : throw new InvalidOperationException(text);
    }
}
