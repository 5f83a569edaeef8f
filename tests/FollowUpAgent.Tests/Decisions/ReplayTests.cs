using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Training;

namespace FollowUpAgent.Tests.Decisions;

public sealed class ReplayTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Every_decision_comes_out_the_same_across_pages_and_snapshots(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind, 340);

        var tally = await RunAsync(agent);

        Assert.Equal(await CountAsync(agent), tally.Equal);
        Assert.Equal((tally.Equal, 0, 0), (tally.Decisions, tally.Different, tally.Erased));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_erased_decision_is_counted_and_not_made_again(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind, 6);
        var row = (await agent.QueryAsync<Decision>("SELECT * FROM decision ORDER BY id"))[0];
        await agent.Database.WriteAsync(s => s.EraseDecisionsAsync(row.ContactId!.Value), CancellationToken.None);

        var tally = await RunAsync(agent);

        // The contact's first mail and its second.
        Assert.Equal((await CountAsync(agent) - 2, 0, 2), (tally.Equal, tally.Different, tally.Erased));
        Assert.Equal(1, (await new LedgerReplay(agent.Database, agent.Get<IEnumerable<IOutcomeModelTrainer>>()).RunAsync(row.Id, CancellationToken.None))!.Erased);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_row_that_was_changed_behind_the_ledgers_back_is_named(DatabaseKind kind)
    {
        foreach (var forgery in new[]
        {
            "seed = seed + 1", "chosen = 'skip'", "propensities = replace(propensities, '0.', '0.0')", "propensity = propensity / 2",
            "settings = replace(settings, '\"floor\":0.1', '\"floor\":0.2')",
        })
        {
            await using var agent = await AgentAsync(kind, 4);
            var row = (await agent.QueryAsync<Decision>("SELECT * FROM decision WHERE stage = 'when' AND chosen <> 'skip' ORDER BY id"))[0];
            await agent.Database.WriteAsync(
                s => s.ExecuteAsync(kind is DatabaseKind.Sqlite ? "DROP TRIGGER decision_is_written_once" : "DROP TRIGGER decision_is_written_once ON decision"),
                CancellationToken.None);
            await agent.Database.WriteAsync(s => s.ExecuteAsync($"UPDATE decision SET {forgery} WHERE id = @Id AND stage = 'when'", row), CancellationToken.None);

            var tally = await RunAsync(agent);

            Assert.Equal([row.Id], tally.DifferentIds);
        }
    }

    private static Task<ReplayTally> RunAsync(AgentInTest agent) => new LedgerReplay(agent.Database, agent.Get<IEnumerable<IOutcomeModelTrainer>>()).RunAllAsync(new Progress<int>(), CancellationToken.None);

    private static async Task<int> CountAsync(AgentInTest agent) => (await agent.QueryAsync<int>("SELECT COUNT(DISTINCT id) FROM decision"))[0];

    private static async Task<AgentInTest> AgentAsync(DatabaseKind kind, int contacts)
    {
        var agent = await AgentInTest.BuildAsync(kind, new Dictionary<string, string?> { ["Groups:Treatment"] = "0.8", ["Groups:Control"] = "0.2", ["Decisions:ControlSkip"] = "0" });
        for (var i = 0; i < contacts; i++)
        {
            await agent.AddContactAsync($"person{i}@example.test");
        }

        await agent.EnrollAllAsync("hello");
        await agent.RunUntilIdleAsync();
        agent.Clock.Advance(TimeSpan.FromDays(4));
        await agent.Get<Trainer>().TrainAsync(CancellationToken.None);
        await agent.RunUntilIdleAsync();
        return agent;
    }
}
