using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Rendering;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Training;
using FollowUpAgent.Training.Challenges;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpAgent.Tests.Training;

/// <summary>Whole agents whose recipe learns from the plan of a contact, or is told to.</summary>
public sealed class GateTests
{
    private const string PlanIsFeature = "Decisions:Features:0";

    [Theory, OnSqlite, OnPostgres]
    public async Task A_changed_recipe_waits_in_shadow_serves_when_the_log_says_so_and_is_taken_back_when_it_says_otherwise(DatabaseKind kind)
    {
        await using var before = await AgentAsync(kind);
        await new DrawnRounds(before).AddAsync(400, TimeSpan.FromDays(60), EachPlanHasItsText);
        Assert.Null((await NightAsync(before)).Judgement);
        await using var agent = await before.RestartAsync((PlanIsFeature, "plan"));

        var waiting = await NightAsync(agent);
        var servingThen = await ServingAsync(agent);
        agent.Clock.Advance(TimeSpan.FromDays(45));
        await new DrawnRounds(agent).AddAsync(1200, TimeSpan.FromDays(40), EachPlanHasItsText);
        var promoted = await NightAsync(agent);
        var servingNow = await ServingAsync(agent);
        agent.Clock.Advance(TimeSpan.FromDays(45));
        await new DrawnRounds(agent).AddAsync(1200, TimeSpan.FromDays(40), EachPlanHasTheOthersText);
        var demoted = await NightAsync(agent);
        var report = await ReportAsync(agent);
        agent.Clock.Advance(TimeSpan.FromDays(1));
        var after = await NightAsync(agent);

        Assert.Equal(("shadow", "not-enough-evidence", 4500L), (waiting.Judgement!.State, waiting.Judgement.Verdict, waiting.Judgement.MoreSends));
        Assert.Empty(servingThen.Features);
        Assert.Equal(("all", "better", 1200L), (promoted.Judgement!.State, promoted.Judgement.Verdict, promoted.Judgement.Decisions));
        Assert.True(promoted.Judgement.Value > promoted.Judgement.ChampionValue + 0.8, $"{promoted.Judgement.Value} and {promoted.Judgement.ChampionValue}");
        Assert.Equal(["plan"], servingNow.Features);
        Assert.Equal("demoted", demoted.Judgement!.State);
        Assert.Empty((await ServingAsync(agent)).Features);
        Assert.Equal(demoted.Judgement.Id, after.Judgement!.Id);
        Assert.Equal(HealthState.Warning, (await SignAsync(agent)).State);
        Assert.Equal(["shadow", "all", "demoted"], await agent.QueryAsync<string>("SELECT state FROM judgement ORDER BY judged_at"));
        Assert.Contains("was taken back", report, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_changed_recipe_that_past_decisions_show_to_be_worse_never_serves(DatabaseKind kind)
    {
        await using var before = await AgentAsync(kind, (PlanIsFeature, "plan"));
        await new DrawnRounds(before).AddAsync(800, TimeSpan.FromDays(80), EachPlanHasItsText);
        await new DrawnRounds(before).AddAsync(800, TimeSpan.FromDays(50), EachPlanHasItsText);
        await NightAsync(before);
        await using var agent = await before.RestartAsync((PlanIsFeature, null));

        var refused = (await NightAsync(agent)).Judgement!;

        Assert.Equal(("refused", "worse", "Features plan to none"), (refused.State, refused.Verdict, refused.Changes));
        Assert.Equal(["plan"], (await ServingAsync(agent)).Features);
        Assert.Equal(HealthState.Warning, (await SignAsync(agent)).State);
        Assert.Contains("was refused", await ReportAsync(agent), StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_recipe_that_is_not_asked_for_any_more_is_withdrawn(DatabaseKind kind)
    {
        await using var before = await AgentAsync(kind);
        await new DrawnRounds(before).AddAsync(200, TimeSpan.FromDays(60), EachPlanHasItsText);
        await NightAsync(before);
        await using var changed = await before.RestartAsync(("Decisions:Spread", "0.25"));
        await NightAsync(changed);
        await using var agent = await changed.RestartAsync(("Decisions:Spread", null));

        Assert.Equal("withdrawn", (await NightAsync(agent)).Judgement!.State);
        agent.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Null((await NightAsync(agent)).Judgement);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_decision_explores_as_much_as_the_recipe_that_serves_and_comes_out_again(DatabaseKind kind)
    {
        await using var before = await AgentAsync(kind);
        await new DrawnRounds(before).AddAsync(200, TimeSpan.FromDays(60), EachPlanHasItsText);
        await NightAsync(before);
        await using var agent = await before.RestartAsync(("Decisions:Spread", "2"));
        await NightAsync(agent);

        await MailAsync(agent, "later@example.test");

        var row = (await agent.QueryAsync<Decision>("SELECT * FROM decision WHERE settings IS NOT NULL ORDER BY decided_at DESC, id DESC"))[0];
        Assert.Equal(0.5, ModelSettings.Parse(row.Settings!).Spread);
        var tally = await new LedgerReplay(agent.Database, agent.Get<IEnumerable<FollowUpAgent.Learning.Outcomes.IOutcomeModelTrainer>>()).RunAsync(row.Id, CancellationToken.None);
        Assert.Equal(1, tally!.Equal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Before_anything_was_learned_a_change_holds_at_once(DatabaseKind kind)
    {
        await using var before = await AgentAsync(kind);
        await using var agent = await before.RestartAsync(("Decisions:Spread", "1"));

        Assert.Null((await NightAsync(agent)).Judgement);
        Assert.Equal(1, (await ServingAsync(agent)).Spread);
    }

    private static double EachPlanHasItsText(string plan, string text) => (plan == "gold") == (text == "plain") ? 0.3 : 0.05;

    private static double EachPlanHasTheOthersText(string plan, string text) => (plan == "gold") == (text == "plain") ? 0.05 : 0.3;

    private static async Task<AgentInTest> AgentAsync(DatabaseKind kind, params (string Key, string Value)[] settings)
    {
        var agent = await AgentInTest.BuildAsync(kind, new Dictionary<string, string?>(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)))
        {
            ["Decisions:HalfLife"] = "00:00:00",
        });
        await MailAsync(agent, "first@example.test");
        return agent;
    }

    private static async Task MailAsync(AgentInTest agent, string address)
    {
        await agent.AddContactAsync(address);
        await agent.EnrollAllAsync("hello");
        await agent.RunUntilIdleAsync();
        agent.Clock.Advance(TimeSpan.FromHours(1));
        await agent.RunUntilIdleAsync();
    }

    private static Task<Retrained> NightAsync(AgentInTest agent)
    {
        agent.Clock.Advance(TimeSpan.FromMilliseconds(1));
        return agent.Get<Retraining>().RunAsync(CancellationToken.None);
    }

    private static async Task<Recipe> ServingAsync(AgentInTest agent) => (await agent.Get<ServingSnapshot>().GetAsync(CancellationToken.None)).Recipe!;

    private static async Task<HealthReading> SignAsync(AgentInTest agent) =>
        await agent.Services.GetServices<IHealthSign>().OfType<RecipeSign>().Single().ReadAsync(CancellationToken.None);

    private static async Task<string> ReportAsync(AgentInTest agent)
    {
        agent.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var report = await agent.Get<ReportMaker>().MakeAsync(IsoWeek.Of(agent.Clock.GetUtcNow()), CancellationToken.None);
        return ReportMarkdown.Write(ReportDocument.Of(report, Texts.Find("en")!));
    }
}
