using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;

namespace FollowUpAgent.Tests.Decisions;

public sealed class SharedForecastTests
{
    private static readonly Served Snapshot = new(new SnapshotId(Guid.Parse("01990000-0000-7000-8000-000000000001")), new ActionCounts());
    private static readonly Served Another = new(new SnapshotId(Guid.Parse("01990000-0000-7000-8000-000000000002")), Learned("plain"));

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

    private static Decider NewDecider() => new(new DecisionsOptions(), OutcomeCatalog.From(new Dictionary<string, OutcomeOptions?>()));

    private static Question Ask(int number, Served snapshot) => new(
        new DecisionId(new Guid(number, 0, 0, new byte[8])), Decision.Which, "hello", "first", Group.Treatment, ["plain", "asking"], [], "{}", snapshot);

    private static ActionCounts Learned(string best) => new()
    {
        Counts = { [OutcomeCatalog.Goal] = new() { [ActionCounts.KeyOf(Decision.Which, "hello", "first", best)] = [600, 300] } },
    };
}
