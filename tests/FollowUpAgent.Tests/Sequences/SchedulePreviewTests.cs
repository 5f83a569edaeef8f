using FollowUpAgent.Sequences;
using static FollowUpAgent.Tests.Sequences.SampleSequences;

namespace FollowUpAgent.Tests.Sequences;

public sealed class SchedulePreviewTests
{
    // A Thursday.
    private static readonly DateTimeOffset EnrolledAt = new(2026, 6, 4, 13, 20, 0, TimeSpan.Zero);

    [Fact]
    public void Each_step_waits_from_the_start_of_the_default_slot_before()
    {
        var definition = Definition(new SequenceOptions { Steps = Steps(0, 1, 4) });

        var preview = SchedulePreview.Of(definition, "Europe/Amsterdam", EnrolledAt);

        Assert.Equal(
            ["first d0-afternoon 06-04 13:20", "second d0-afternoon 06-05 13:20", "third d0-afternoon 06-09 13:20"],
            preview.Steps.Select(step => $"{step.Step} {step.Offer.Default!.Key} {step.SendsAt:MM-dd HH:mm}"));
        Assert.Equal(ExitReason.Completed, preview.End);
    }

    [Fact]
    public void A_step_that_falls_due_on_a_closed_day_moves_the_ones_after_it()
    {
        var definition = Definition(new SequenceOptions { Steps = Steps(2, 1) });

        var preview = SchedulePreview.Of(definition, "Europe/Amsterdam", EnrolledAt);

        Assert.Equal(
            ["06-06 13:20 -> 06-08 07:00", "06-09 07:00 -> 06-09 07:00"],
            preview.Steps.Select(step => $"{step.DueAt:MM-dd HH:mm} -> {step.SendsAt:MM-dd HH:mm}"));
    }

    [Fact]
    public void A_sequence_that_takes_too_long_ends_as_lapsed_out()
    {
        var closed = new SequenceOptions
        {
            Steps = Steps(0, 1),
            BlackoutDates = ["2026-06-05/2026-06-30"],
            MaxDuration = TimeSpan.FromDays(20),
        };

        var preview = SchedulePreview.Of(Definition(closed), "Europe/Amsterdam", EnrolledAt);

        Assert.Equal(["first"], preview.Steps.Select(step => step.Step));
        Assert.Equal(ExitReason.LapsedOut, preview.End);
    }

    [Fact]
    public void A_sequence_closed_for_a_year_never_gets_past_its_first_step()
    {
        var closed = new SequenceOptions { Steps = Steps(0, 1), BlackoutDates = ["--01-01/--12-31"] };

        var preview = SchedulePreview.Of(Definition(closed), "Europe/Amsterdam", EnrolledAt);

        Assert.Null(Assert.Single(preview.Steps).SendsAt);
        Assert.Null(preview.End);
    }
}
