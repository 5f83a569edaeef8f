using System.Text.Json;
using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Scenarios.Goals;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Decisions;

/// <summary>What an event is worth may differ between segments of contacts.</summary>
public sealed class SegmentWeightTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_decision_goes_by_the_weights_of_its_contacts_segment_and_replays_by_those_that_it_kept(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind);
        await agent.AddContactAsync("jan@example.test", c => c with { Language = "nl", Fields = """{"plan":"gold"}""" });
        await agent.AddContactAsync("john@example.test", c => c with { Language = "en" });
        await agent.EnrollAllAsync("hello");
        await agent.LiveAsync(TimeSpan.FromHours(6), TimeSpan.FromMinutes(30));

        var rows = await agent.QueryAsync<Decision>("SELECT * FROM decision WHERE settings IS NOT NULL");
        var weights = rows.ToLookup(r => r.Context.Contains("\"nl\"", StringComparison.Ordinal), r => WeightsOf(r.Settings!));
        var tally = await new LedgerReplay(agent.Database, agent.Get<IEnumerable<IOutcomeModelTrainer>>()).RunAllAsync(new Progress<int>(), CancellationToken.None);

        Assert.NotEmpty(weights[true]);
        // In two segments with weights of their own: the first by name counts.
        Assert.All(weights[true], w => Assert.Equal([25, 1, 0.15, -8], w));
        Assert.NotEmpty(weights[false]);
        Assert.All(weights[false], w => Assert.Equal([10, 1, 0.15, -2], w));
        Assert.Equal((2, 0), (tally.Equal, tally.Different));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_directive_changes_the_weight_of_one_segment_alone(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind);
        var desk = agent.Get<DirectiveDesk>();

        await desk.AddAsync(Change("Outcomes:goal:Segments:dutch:Weight", "30"), CancellationToken.None);
        var goal = (await desk.ReadAsync(CancellationToken.None)).Outcomes.Find("goal")!;

        Assert.Equal((10, 30), (goal.Weight, goal.Segments.Single(s => s.Segment.Key == "dutch").Weight));
    }

    [Theory]
    [InlineData("Outcomes:goal:Segments:ducth:Weight", "30", "dutch, gold")]
    [InlineData("Outcomes:gaol:Segments:dutch:Weight", "30", "goal, positive-reply")]
    [InlineData("Outcomes:goal:Segments:dutch:Weight", "much", "a number")]
    [InlineData("Outcomes:goal:Segments:dutch:Wieght", "30", "Weight")]
    public async Task A_weight_of_a_segment_or_an_outcome_that_there_is_not_is_refused_and_says_why(string key, string value, string expected)
    {
        await using var agent = await AgentAsync(DatabaseKind.Sqlite);

        var refused = Assert.IsType<DirectiveAnswer.Refused>(await agent.Get<DirectiveDesk>().AddAsync(Change(key, value), CancellationToken.None));

        Assert.Contains(refused.Faults, f => $"{f}".Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_weight_of_an_unknown_segment_stops_the_start()
    {
        var broken = await Assert.ThrowsAsync<BrokenConfigurationException>(() => AgentInTest.BuildAsync(
            DatabaseKind.Sqlite, new Dictionary<string, string?> { ["Outcomes:goal:Segments:dutch:Weight"] = "30", ["Outcomes:click:Segments:dutch"] = "" }));

        Assert.Contains(broken.Faults, f => f.Key == "Outcomes:goal:Segments:dutch" && f.Expected == "a name under Segments, where there is none");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_goal_shows_what_one_is_worth_of_each_segment(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind);

        var goal = Assert.Single(await agent.Get<GoalDesk>().ReadAsync(CancellationToken.None));

        Assert.Equal(10, goal.Weight);
        Assert.Equal([("dutch", 25.0), ("gold", 40.0)], goal.WeightBySegment.Select(w => (w.Key, w.Value)));
    }

    private static NewDirective Change(string key, string value) => new("anna", "because", new Dictionary<string, string?> { [key] = value });

    private static double[] WeightsOf(string settings) =>
        [.. JsonDocument.Parse(settings).RootElement.GetProperty("weights").EnumerateArray().Select(w => w.GetDouble())];

    private static Task<AgentInTest> AgentAsync(DatabaseKind kind) => AgentInTest.BuildAsync(kind, new Dictionary<string, string?>
    {
        ["Groups:Treatment"] = "1",
        ["Groups:Control"] = "0",
        ["Groups:Baseline"] = "0",
        ["Segments:dutch:Language:0"] = "nl",
        ["Segments:gold:Fields:plan:0"] = "gold",
        ["Outcomes:goal:Segments:gold:Weight"] = "40",
        ["Outcomes:goal:Segments:dutch:Weight"] = "25",
        ["Outcomes:unsubscribe-or-negative:Segments:gold:Weight"] = "-8",
        ["Goals:meetings:Outcome"] = "goal",
        ["Goals:meetings:Target"] = "40",
        ["Goals:meetings:Per"] = "month",
    });
}
