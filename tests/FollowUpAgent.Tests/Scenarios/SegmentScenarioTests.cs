using FollowUpAgent.Scenarios;
using FollowUpAgent.Scenarios.Comparing;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Tests.Training;

namespace FollowUpAgent.Tests.Scenarios;

/// <summary>Scenarios where what an event is worth hangs on the contact's segment: gold reaches the goal three times as often as free.</summary>
public sealed class SegmentScenarioTests
{
    private const string GoldWeight = "Outcomes:goal:Segments:gold:Weight";

    [Theory, OnSqlite, OnPostgres]
    public async Task What_happened_is_worth_what_it_is_of_its_segment(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind, [(GoldWeight, "20"), ("Decisions:Features:0", "plan")]);

        var compared = await CompareAsync(agent, "Outcomes:click:Weight", "0.1");

        // Half of them gold at 0.3 and 20, half of them free at 0.1 and 10.
        var current = compared.Scenarios[0];
        Assert.Equal(("log", 3.5), (current.Find("reward").From, Math.Round(current.Find("reward").Expected.Value, 9)));
        Assert.Equal(0.2, current.Find("goal").Expected.Value, 9);
        Assert.Equal(3.5 * 0.8, current.RewardIfResponseFalls, 9);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_segment_by_a_field_that_decisions_do_not_keep_is_named_as_a_risk(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind, []);
        await using var keeping = await AgentAsync(kind, [("Decisions:Features:0", "plan")]);

        var forgetting = await CompareAsync(agent, GoldWeight, "20");
        var knowing = await CompareAsync(keeping, GoldWeight, "20");

        Assert.Contains(forgetting.Scenarios[1].Risks, r => r.StartsWith("No figure knows who is in a segment by plan", StringComparison.Ordinal));
        Assert.DoesNotContain(knowing.Scenarios[1].Risks, r => r.StartsWith("No figure knows", StringComparison.Ordinal));
    }

    private static async Task<Comparison> CompareAsync(AgentInTest agent, string key, string value)
    {
        var changes = new Dictionary<string, string?> { [key] = value };
        Assert.IsType<ScenarioAnswer.Made>(await agent.Get<ScenarioDesk>().AddAsync(
            new NewScenario("other", "anna", "to see", ["nothing else changes"], changes), CancellationToken.None));
        return Assert.IsType<ComparisonAnswer.Made>(await agent.Get<ScenarioComparing>().CompareAsync(["other"], null, CancellationToken.None)).Comparison;
    }

    private static async Task<AgentInTest> AgentAsync(DatabaseKind kind, (string Key, string Value)[] settings)
    {
        var over = settings.ToDictionary(s => s.Key, s => (string?)s.Value);
        over["Segments:gold:Fields:plan:0"] = "gold";
        var agent = await AgentInTest.BuildAsync(kind, over);
        await agent.AddContactAsync("first@example.test");
        await agent.EnrollAllAsync("hello");
        await agent.LiveAsync(TimeSpan.FromHours(1), TimeSpan.FromMinutes(30));
        await new DrawnRounds(agent).AddAsync(400, TimeSpan.FromDays(60), (plan, _) => plan == "gold" ? 0.3 : 0.1);
        return agent;
    }
}
