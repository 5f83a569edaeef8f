using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Tests.Decisions;

public sealed class SharedForecastTests
{
    private static readonly Served Snapshot = new(new SnapshotId(Guid.Parse("01990000-0000-7000-8000-000000000001")), FittedRecipe.OfPriors);
    private static readonly Served Another = new(new SnapshotId(Guid.Parse("01990000-0000-7000-8000-000000000002")), SampleRecipe.Of("hello", "first", ("d0-day", "plain", 600, 300), ("d0-day", "asking", 600, 5)));

    [Fact]
    public void Decisions_that_ask_the_same_have_the_same_probabilities_in_every_process()
    {
        var here = NewDecider();
        var elsewhere = NewDecider();

        var first = here.Decide(Ask(1, Snapshot)).Row.Propensities;

        Assert.Equal(first, here.Decide(Ask(2, Snapshot)).Row.Propensities);
        Assert.Equal(first, elsewhere.Decide(Ask(3, Snapshot)).Row.Propensities);
    }

    [Fact]
    public void Decisions_that_ask_the_same_still_draw_each_for_itself()
    {
        var decider = NewDecider();

        var chosen = Enumerable.Range(1, 200).Select(n => decider.Decide(Ask(n, Snapshot)).Chosen).ToList();

        Assert.InRange(chosen.Count(c => c == "plain"), 60, 140);
    }

    [Fact]
    public void A_new_snapshot_is_asked_anew()
    {
        var decider = NewDecider();
        decider.Decide(Ask(1, Snapshot));

        var after = JsonSerializer.Deserialize<double[]>(decider.Decide(Ask(2, Another)).Row.Propensities)!;

        Assert.True(after[0] > 0.9, $"{after[0]} for the action that was always rewarded");
    }

    [Fact]
    public void What_no_model_reads_of_a_contact_makes_no_other_question()
    {
        var decider = NewDecider();
        var first = decider.Decide(Ask(1, Snapshot, """{"language":"nl"}""")).Row.Propensities;

        Assert.Equal(first, decider.Decide(Ask(2, Snapshot, """{"language":"en"}""")).Row.Propensities);
    }

    private static Decider NewDecider() => new(new DecisionsOptions(), OutcomeCatalog.From(new Dictionary<string, OutcomeOptions?>(), new Dictionary<string, SegmentOptions?>()));

    private static Question Ask(int number, Served snapshot, string context = "{}") => new(
        new DecisionId(new Guid(number, 0, 0, new byte[8])), Decision.Which, "hello", "first", Group.Treatment, ["plain", "asking"], [], context, snapshot, [SampleRecipe.Variant("plain"), SampleRecipe.Variant("asking")], "d0-day");
}
