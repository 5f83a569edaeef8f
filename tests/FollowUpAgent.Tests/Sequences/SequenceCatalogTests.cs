using FollowUpAgent.Sequences;
using static FollowUpAgent.Tests.Sequences.SampleSequences;

namespace FollowUpAgent.Tests.Sequences;

public sealed class SequenceCatalogTests
{
    private const string Complete = """
        {
          "Sequences": {
            "welcome": {
              "Steps": [
                { "Key": "hello", "Variants": [{ "Key": "warm", "Template": "hello-warm", "Traits": { "tone": "warm" } }] },
                { "Key": "nudge", "Wait": "3.00:00:00", "Thread": false, "Variants": [{ "Key": "short", "Template": "nudge" }] }
              ],
              "SendWindow": { "Days": ["Sat", "Mon"], "From": "10:00", "Until": "24:00" },
              "PartsOfDay": [{ "Key": "late", "From": "20:00", "Until": "24:00" }, { "Key": "early", "From": "08:00", "Until": "11:30" }],
              "DayOffsets": [2, 0],
              "BlackoutDates": ["--05-05"],
              "DefaultTimeZone": "europe/amsterdam",
              "StopOn": ["reply"],
              "Reentry": "after-end",
              "Tracking": "off"
            }
          },
          "BlackoutDates": ["--12-25"],
          "Senders": {
            "bert": { "Name": "Bert", "Address": "bert@example.com" },
            "anna": {
              "Name": "Anna",
              "Address": "anna@example.com",
              "RampUp": { "StartedOn": "2026-09-01", "FirstDay": 5, "GrowthPerDay": 50 }
            }
          },
          "Limits": { "Domains": { "Gmail.com": 500 } }
        }
        """;

    [Fact]
    public void A_definition_is_the_configuration_with_every_default_filled_in()
    {
        var welcome = Catalog(Complete).Find("welcome")!;

        Assert.Equal([DayOfWeek.Monday, DayOfWeek.Saturday], welcome.SendWindow.Days);
        Assert.Equal(["early 10:00-11:30", "late 20:00-24:00"], welcome.PartsOfDay.Select(part => $"{part.Key} {part.From}-{part.Until}"));
        Assert.Equal([0, 2], welcome.DayOffsets);
        Assert.Equal(["--12-25", "--05-05"], welcome.BlackoutDates.Select(blackout => blackout.Text));
        Assert.Equal("Europe/Amsterdam", welcome.DefaultTimeZone);
        Assert.Equal(["anna", "bert"], welcome.Senders);
        Assert.Equal([StopSignal.Reply, StopSignal.Bounce, StopSignal.Complaint, StopSignal.Unsubscribe], welcome.StopsOn);
        Assert.Equal((Reentry.AfterEnd, SequenceTracking.Off, true), (welcome.Reentry, welcome.Tracking, welcome.IsExclusive));
        Assert.Equal([false, false], welcome.Steps.Select(step => step.ContinuesThread));
        Assert.Equal("warm", welcome.Steps[0].Variants[0].Traits["tone"]);
    }

    [Fact]
    public void The_usual_hours_are_three_parts_of_a_working_day()
    {
        var welcome = Definition();

        Assert.Equal(
            ["morning 09:00-12:00", "midday 12:00-14:00", "afternoon 14:00-17:00"],
            welcome.PartsOfDay.Select(part => $"{part.Key} {part.From}-{part.Until}"));
        Assert.Equal([false, true], welcome.Steps.Select(step => step.ContinuesThread));
    }

    [Fact]
    public void Steps_follow_each_other_by_key()
    {
        var catalog = Catalog(Complete);

        Assert.Equal("hello", Key(catalog.FirstStep("welcome")));
        Assert.Equal("nudge", Key(catalog.Step("welcome", "nudge")));
        Assert.Equal("nudge", Key(catalog.StepAfter("welcome", "hello")));
    }

    [Theory]
    [InlineData("welcome", "nudge", "completed")]
    [InlineData("welcome", "gone", "step-removed")]
    [InlineData("gone", "hello", "sequence-removed")]
    public void An_enrollment_with_nothing_after_it_ends_with_the_reason(string sequence, string step, string reason)
    {
        var next = Catalog(Complete).StepAfter(sequence, step);

        Assert.Equal(new NextStep.Over(ExitReasonText.Parse(reason)), next);
    }

    [Fact]
    public void An_enrollment_at_a_removed_step_ends_as_step_removed() =>
        Assert.Equal(new NextStep.Over(ExitReason.StepRemoved), Catalog(Complete).Step("welcome", "gone"));

    [Fact]
    public void The_same_configuration_has_the_same_version_in_whatever_order_it_is_written()
    {
        var one = Options();
        var other = Options();
        one.Senders["bert"] = new SenderOptions { Name = "Bert", Address = "bert@example.com" };
        other.Senders.Clear();
        other.Senders["bert"] = new SenderOptions { Name = "Bert", Address = "bert@example.com" };
        other.Senders["anna"] = Options().Senders["anna"];

        Assert.Equal(SequenceCatalog.From(one).ConfigurationVersion, SequenceCatalog.From(other).ConfigurationVersion);
        Assert.Matches("^[0-9a-f]{12}$", SequenceCatalog.From(one).ConfigurationVersion);
    }

    [Theory]
    [InlineData("3.00:00:00", "3.00:00:01")]
    [InlineData("\"tone\": \"warm\"", "\"tone\": \"cool\"")]
    [InlineData("--05-05", "--05-06")]
    [InlineData("500", "501")]
    [InlineData("\"08:00\"", "\"10:30\"")]
    [InlineData("\"off\"", "\"inherit\"")]
    [InlineData("[\"reply\"]", "[\"reply\", \"goal\"]")]
    public void A_change_of_anything_changes_the_version(string written, string changed)
    {
        var before = Catalog(Complete).ConfigurationVersion;

        var after = Catalog(Complete.Replace(written, changed, StringComparison.Ordinal)).ConfigurationVersion;

        Assert.NotEqual(before, after);
    }

    [Theory]
    [InlineData("2026-08-31", 0)]
    [InlineData("2026-09-01", 5)]
    [InlineData("2026-09-03", 105)]
    [InlineData("2026-09-05", 200)]
    [InlineData("9999-12-31", 200)]
    public void A_young_mailbox_grows_day_by_day_up_to_its_cap(string day, int cap)
    {
        var anna = Catalog(Complete).FindSender("anna")!;

        Assert.Equal(cap, anna.CapOn(DateOnly.Parse(day, null)));
    }

    [Fact]
    public void A_domain_may_have_a_cap_of_its_own()
    {
        var limits = Catalog(Complete).Limits;

        Assert.Equal((500, 100), (limits.CapFor("GMAIL.com"), limits.CapFor("example.com")));
        Assert.Equal(["1 in 1 days", "3 in 7 days"], limits.PerContact.Select(cap => $"{cap.Messages} in {cap.Within.TotalDays} days"));
    }

    [Fact]
    public void A_faulty_configuration_builds_no_catalog()
    {
        var options = Options(new SequenceOptions());

        var error = Assert.Throws<InvalidOperationException>(() => SequenceCatalog.From(options));

        Assert.Contains("Sequences:welcome:Steps", error.Message, StringComparison.Ordinal);
    }

    private static SequenceCatalog Catalog(string json) => SequenceCatalog.From(WrittenSequencesTests.Bound(json));

    private static string Key(NextStep next) => Assert.IsType<NextStep.Found>(next).Step.Key;
}
