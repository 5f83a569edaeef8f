using System.Text.Json;
using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Sequences;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Decisions;

public sealed class FatigueTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_text_that_the_contact_had_a_week_ago_is_less_likely_and_the_ledger_says_why(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind, new Dictionary<string, string?> { ["Groups:Treatment"] = "1", ["Groups:Control"] = "0", ["Groups:Baseline"] = "0" });
        await agent.AddContactAsync("ada@example.test");
        await agent.EnrollAllAsync("hello");
        await agent.RunUntilIdleAsync();
        var first = await agent.DecisionAsync(1);
        await EnterAgainAsync(agent);
        agent.Clock.Advance(TimeSpan.FromDays(1));
        await agent.RunUntilIdleAsync();

        var second = await agent.DecisionAsync(2);
        var settings = ModelSettings.Parse(second.Settings!);

        Assert.Null(ModelSettings.Parse(first.Settings!).Fatigue);
        Assert.Equal([first.Chosen], settings.Fatigue!.Keys);
        Assert.InRange(settings.Fatigue[first.Chosen], 0.13, 0.16);
        Assert.True(Likelihood(second, first.Chosen) < Likelihood(first, first.Chosen), $"{Likelihood(second, first.Chosen)} after {Likelihood(first, first.Chosen)}");
        var tally = await new LedgerReplay(agent.Database, agent.Get<IEnumerable<IOutcomeModelTrainer>>()).RunAllAsync(new Progress<int>(), CancellationToken.None);
        Assert.Equal((tally.Decisions, 0), (tally.Equal, tally.Different));
    }

    private static double Likelihood(Decision row, string version) => JsonSerializer.Deserialize<double[]>(row.Propensities)!
        [Array.IndexOf(JsonSerializer.Deserialize<string[]>(row.Actions)!, version)];

    // A week later, as when the contact was enrolled a second time.
    private static async Task EnterAgainAsync(AgentInTest agent)
    {
        agent.Clock.Advance(TimeSpan.FromDays(6));
        await agent.Database.WriteAsync(
            async s =>
            {
                var known = (await s.FindEnrollmentsAsync([(await s.QueryAsync<FollowUpAgent.Contacts.ContactId>("SELECT id FROM contact"))[0]])).Single();
                await s.StopAsync(known.Id, ExitReason.AgentStopped, agent.Clock.GetUtcNow());
                await s.AddEnrollmentsAsync([known with
                {
                    Id = new EnrollmentId(agent.Get<IdSource>().New()),
                    Entry = 2,
                    State = "waiting",
                    Step = "first",
                    StepNumber = 0,
                    Round = 1,
                    SlotUntil = null,
                    DueAt = agent.Clock.GetUtcNow(),
                    EnteredAt = agent.Clock.GetUtcNow(),
                }]);
            },
            CancellationToken.None);
    }
}

file static class Looking
{
    /// <summary>The draw of the text of this entry's first step.</summary>
    public static async Task<Decision> DecisionAsync(this AgentInTest agent, int entry) => (await agent.QueryAsync<Decision>(
        $"SELECT d.* FROM decision d JOIN enrollment e ON e.id = d.enrollment_id WHERE d.stage = 'which' AND d.step = 'first' AND e.entry = {entry}")).Single();
}
