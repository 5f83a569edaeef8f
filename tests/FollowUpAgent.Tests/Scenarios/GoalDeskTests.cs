using FollowUpAgent.Decisions;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Scenarios.Goals;
using FollowUpAgent.Sequences;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Scenarios;

public sealed class GoalDeskTests
{
    private static readonly DateTimeOffset Today = new(2026, 3, 16, 0, 0, 0, TimeSpan.Zero);

    [Theory, OnSqlite, OnPostgres]
    public async Task A_goal_shows_what_is_reached_what_it_cost_and_what_is_to_be_expected(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind);
        var diary = new Diary(agent);
        // Two months of a decision every twelve hours, every second one earns a click a day later; each tenth is a skip.
        var who = await diary.EnterAsync("treatment", Today.AddDays(-60));
        for (var i = 0; i < 120; i++)
        {
            var at = Today.AddDays(-60).AddHours(12 * i);
            var decision = await diary.DecideAsync(who, "treatment", at, i % 10 == 9 ? RoundEnd.Skipped : RoundEnd.Sent, step: $"s{i}");
            if (i % 10 != 9)
            {
                await agent.Database.WriteAsync(s => s.AddToCounterAsync(Caps.Mailbox, "anna", at, 1), CancellationToken.None);
            }

            if (i % 2 == 0 && at.AddDays(1) < Today)
            {
                await diary.EarnAsync(decision, OutcomeCatalog.Click, at.AddDays(1));
            }

        }

        await agent.Database.WriteAsync(s => Budget.NoteAsync(s, ExitReason.Unsubscribed, Today.AddDays(-3)), CancellationToken.None);

        var goal = Assert.Single(await agent.Get<GoalDesk>().ReadAsync(CancellationToken.None));

        // From 1 to 15 March, a click a day: of the decisions from 28 February on.
        Assert.Equal(15, goal.Reached);
        Assert.Equal((27L, 25), (goal.Sends.Used, goal.Sends.Limit!.Value));
        Assert.True(goal.Sends.IsUsedUp);
        Assert.Equal((1L, false), (goal.Unsubscribes.Used, goal.Unsubscribes.IsUsedUp));
        Assert.Equal(106, goal.Forecast.Decisions);
        // The budget of mails is used up: what decisions of the last day bring is all that is still to come.
        Assert.Equal(0, goal.Forecast.Planned);
        Assert.InRange(goal.Forecast.Expected, 15.4, 16.6);
        Assert.Equal(GoalVerdict.No, goal.Verdict);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_directive_moves_the_target_and_one_on_an_unknown_outcome_is_refused(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind);
        var desk = agent.Get<DirectiveDesk>();

        var refused = await desk.AddAsync(Change("Goals:clicks:Outcome", "clcik"), CancellationToken.None);
        await desk.AddAsync(Change("Goals:clicks:Target", "7"), CancellationToken.None);
        var goal = Assert.Single(await agent.Get<GoalDesk>().ReadAsync(CancellationToken.None));

        Assert.Equal("Goals:clicks:Outcome", Assert.Single(Assert.IsType<DirectiveAnswer.Refused>(refused).Faults).Key);
        Assert.Equal((7, GoalVerdict.NotYetKnowable), (goal.Target, goal.Verdict));
        Assert.Contains("only 0 decisions", goal.Because, StringComparison.Ordinal);
    }

    private static NewDirective Change(string key, string value) => new("anna", "because", new Dictionary<string, string?> { [key] = value });

    private static async Task<AgentInTest> AgentAsync(DatabaseKind kind)
    {
        var agent = await AgentInTest.BuildAsync(kind, new Dictionary<string, string?>
        {
            ["Goals:clicks:Outcome"] = "click",
            ["Goals:clicks:Target"] = "40",
            ["Goals:clicks:Per"] = "month",
            ["Goals:clicks:Budget:Sends"] = "25",
            ["Goals:clicks:Budget:Unsubscribes"] = "3",
        });
        agent.Clock.JumpTo(Today);
        return agent;
    }
}
