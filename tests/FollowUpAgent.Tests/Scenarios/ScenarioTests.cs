using System.Data.Common;
using System.Diagnostics;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Scenarios;
using FollowUpAgent.Scenarios.Comparing;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Tests.Training;
using Xunit.Abstractions;

namespace FollowUpAgent.Tests.Scenarios;

/// <summary>Whole agents with four hundred rounds of the first step, in which the text that asks reached the goal three times as often.</summary>
public sealed class ScenarioTests(ITestOutputHelper output)
{
    private static readonly (string, string?)[] OnlyAsking = [.. Rule("only-asking", ("Kind", "never"), ("Variant", "plain"))];

    [Theory, OnSqlite, OnPostgres]
    public async Task Scenarios_are_laid_beside_what_holds_now_and_the_log_says_what_they_would_bring(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind);
        await WriteAsync(agent, "asking", OnlyAsking);
        await WriteAsync(agent, "pause", ("Autonomy:Paused", "true"));
        await WriteAsync(agent, "heavier", ("Outcomes:goal:Weight", "20"));

        var compared = await CompareAsync(agent, "asking", "pause", "heavier");

        Assert.Equal((400, 400, 4), (compared.Decisions, compared.Contacts, compared.Scenarios.Count));
        var (current, asking, pause) = (compared.Scenarios[0], compared.Scenarios[1], compared.Scenarios[2]);
        var goal = asking.Find("goal");
        Assert.Equal(("log", 0.3), (goal.From, Math.Round(goal.Expected.Value, 6)));
        Assert.InRange(goal.Expected.Low, 0.2, 0.28);
        Assert.InRange(goal.Expected.High, 0.32, 0.4);
        Assert.InRange(current.Find("goal").Expected.Value, 0.1, 0.299);
        Assert.Equal(200, asking.EffectiveSample, 6);
        Assert.Equal((1000.0, 0.0), (asking.Find("sends").Expected.Value * 1000, pause.Find("sends").Expected.Value));
        Assert.Equal(0, pause.Find("goal").Expected.Value);
        Assert.Equal([("hello/first/asking", 1.0)], asking.Variants.Select(v => (v.Name, Math.Round(v.Share.Value, 9))));
        Assert.Contains(pause.Risks, r => r.StartsWith("goal falls by", StringComparison.Ordinal));
        Assert.Equal("reward", compared.Scenarios[3].Figures[0].What);
        Assert.InRange(asking.RewardIfResponseFalls, asking.Figures[0].Expected.Value * 0.79, asking.Figures[0].Expected.Value * 0.81);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Where_the_log_has_no_support_the_models_answer_and_the_figure_says_so(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind);
        // Nobody ever passed over this step, and nobody ever unsubscribed.
        await WriteAsync(agent, "silence", [.. Rule("silence", ("Kind", "never"), ("Sequence", "hello"), ("Step", "first"))]);

        var silence = (await CompareAsync(agent, "silence")).Scenarios[1];

        Assert.Equal(("models", "100 % of what it would do the log could never do"), (silence.Find("goal").From, silence.Find("goal").Lack!.Replace("100%", "100 %", StringComparison.Ordinal)));
        Assert.Equal("models", silence.Find("unsubscribe-or-negative").From);
        Assert.Contains(silence.Risks, r => r.StartsWith("From the models, not from what happened: reward", StringComparison.Ordinal));
        Assert.Equal(0, silence.Find("sends").Expected.Value);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_adopted_scenario_holds_by_a_directive_and_its_forecasts_are_held_against_what_happened(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind);
        await WriteAsync(agent, "asking", OnlyAsking);
        var desk = agent.Get<ScenarioDesk>();

        var adopted = Assert.IsType<AdoptionAnswer.Made>(await desk.AdoptAsync("asking", "paul", "agreed", null, null, CancellationToken.None));
        var early = Assert.Single(await desk.ScoreAsync(null, CancellationToken.None));
        agent.Clock.Advance(TimeSpan.FromDays(45));
        // Exactly as often as was forecast, and nobody unsubscribed.
        await new History(agent).AddAsync(await new History(agent).VersionAsync("asking"), 200, earned: 60);
        var scored = Assert.Single(await desk.ScoreAsync("asking", CancellationToken.None));
        await new History(agent).AddAsync(await new History(agent).VersionAsync("asking"), 400);
        var worse = Assert.Single(await desk.ScoreAsync("asking", CancellationToken.None));

        var inForce = Assert.Single((await agent.Get<DirectiveDesk>().ReadAsync(CancellationToken.None)).InForce);
        Assert.Equal((adopted.Directive.Id, "paul", "agreed"), (inForce.Id, inForce.Person, inForce.Reason));
        Assert.Equal("never", inForce.ByKey["Guardrails:only-asking:Kind"]);
        Assert.Equal((true, 0L), (early.IsTooEarly, early.Decisions));
        var goal = scored.Lines.Single(l => l.Forecast.What == "goal");
        Assert.Equal((200L, 300.0, 300.0, true), (scored.Decisions, Math.Round(goal.Forecast.Value, 6), Math.Round(goal.Score.Happened.Value * 1000, 6), goal.Score.IsInside));
        Assert.Equal((1000.0, true), (scored.Lines.Single(l => l.Forecast.What == "sends").Score.Happened.Value * 1000, scored.Lines.Single(l => l.Forecast.What == "sends").Score.IsInside));
        Assert.Equal((600L, false), (worse.Decisions, worse.Lines.Single(l => l.Forecast.What == "goal").Score.IsInside));
        foreach (var sql in new[] { "UPDATE adoption SET forecasts = '[]'", "DELETE FROM adoption", "UPDATE scenario SET reason = 'x'", "DELETE FROM scenario" })
        {
            await Assert.ThrowsAnyAsync<DbException>(() => agent.Database.WriteAsync(s => s.ExecuteAsync(sql), CancellationToken.None));
        }

        Assert.IsType<AdoptionAnswer.Unknown>(await desk.AdoptAsync("nothing", "paul", "x", null, null, CancellationToken.None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_scenario_is_adopted_with_its_forecasts_or_not_at_all(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind);
        await WriteAsync(agent, "heavier", ("Outcomes:goal:Weight", "20"));
        await agent.Database.WriteAsync(s => s.ExecuteAsync("ALTER TABLE adoption RENAME TO lost"), CancellationToken.None);

        await Assert.ThrowsAnyAsync<DbException>(() => agent.Get<ScenarioDesk>().AdoptAsync("heavier", "anna", "agreed", null, null, CancellationToken.None));

        Assert.Empty((await agent.Get<DirectiveDesk>().ReadAsync(CancellationToken.None)).InForce);
        await agent.Database.WriteAsync(s => s.ExecuteAsync("ALTER TABLE lost RENAME TO adoption"), CancellationToken.None);
        await agent.Get<ScenarioDesk>().AdoptAsync("heavier", "anna", "agreed", null, null, CancellationToken.None);
        Assert.Single((await agent.Get<DirectiveDesk>().ReadAsync(CancellationToken.None)).InForce);
        Assert.Single(await agent.QueryAsync<Guid>("SELECT directive_id FROM adoption"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Looking_at_scenarios_leaves_alone_what_is_in_force(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind);
        await WriteAsync(agent, "heavier", ("Outcomes:goal:Weight", "20"));
        var directives = agent.Get<DirectiveDesk>();
        await directives.AddAsync(
            new NewDirective("anna", "to see", new Dictionary<string, string?> { ["Outcomes:click:Weight"] = "2" }), CancellationToken.None);
        var before = await directives.ReadAsync(CancellationToken.None);

        await CompareAsync(agent, "heavier");

        Assert.Same(before, await directives.ReadAsync(CancellationToken.None));
    }

    // At scale 25 a hundred thousand decisions. The seconds are shown and fail nothing: they are those of whatever else the machine does.
    [Theory, OnSqlite, OnPostgres]
    public async Task Five_scenarios_over_many_decisions_are_compared_and_show_how_far_they_are(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind, TestScale.Times(4000));
        await WriteAsync(agent, "asking", OnlyAsking);
        await WriteAsync(agent, "half", [.. Rule("half", ("Kind", "at-least"), ("Variant", "plain"), ("Share", "0.5"))]);
        await WriteAsync(agent, "heavier", ("Outcomes:goal:Weight", "20"), ("Outcomes:click:Weight", "0"));
        await WriteAsync(agent, "lighter", ("Outcomes:goal:Weight", "1"));
        // Decisions whose time is over are known to the planner of queries.
        await agent.Database.WriteAsync(s => s.ExecuteAsync("ANALYZE decision"), CancellationToken.None);
        var (told, watch) = (new Told(), Stopwatch.StartNew());

        var answer = await agent.Get<ScenarioComparing>().CompareAsync(["asking", "half", "heavier", "lighter"], told, CancellationToken.None);

        output.WriteLine($"{kind}: {TestScale.Times(4000)} decisions in {watch.Elapsed.TotalSeconds:0.00} s");
        Assert.Equal(5, Assert.IsType<ComparisonAnswer.Made>(answer).Comparison.Scenarios.Count);
        Assert.Contains(told.All, t => t.EndsWith("decisions read", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Outcomes:gaol:Weight", "3", "goal, positive-reply")]
    [InlineData("Senders:anna:PerDay", "1001", "at most 1000")]
    [InlineData("Guardrails:x:Segment", "nobody", "nobody")]
    [InlineData("Delivery:Live", "true", "Outcomes:*:Weight")]
    public async Task A_scenario_that_would_make_a_faulty_configuration_is_refused_and_says_why(string key, string value, string expected)
    {
        await using var agent = await AgentInTest.BuildAsync(DatabaseKind.Sqlite);

        var refused = Assert.IsType<ScenarioAnswer.Refused>(await AddAsync(agent, "wrong", (key, value)));

        Assert.Contains(refused.Faults, f => $"{f}".Contains(expected, StringComparison.Ordinal));
        Assert.Empty(await agent.QueryAsync<Guid>("SELECT id FROM scenario"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Without_decisions_whose_time_is_over_there_is_no_comparison_and_a_clear_answer(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind);
        await WriteAsync(agent, "heavier", ("Outcomes:goal:Weight", "20"));
        var comparing = agent.Get<ScenarioComparing>();

        var empty = Assert.IsType<ComparisonAnswer.Refused>(await comparing.CompareAsync(["heavier"], null, CancellationToken.None));
        var unknown = Assert.IsType<ComparisonAnswer.Refused>(await comparing.CompareAsync(["lighter"], null, CancellationToken.None));
        var twice = Assert.IsType<ComparisonAnswer.Refused>(await comparing.CompareAsync(["heavier", "heavier"], null, CancellationToken.None));
        var taken = Assert.IsType<ScenarioAnswer.Refused>(await AddAsync(agent, "heavier", ("Outcomes:goal:Weight", "30")));
        var adopted = Assert.IsType<AdoptionAnswer.Made>(await agent.Get<ScenarioDesk>().AdoptAsync("heavier", "anna", "now", null, null, CancellationToken.None));

        Assert.Contains("one counts 30 days after", empty.Reason, StringComparison.Ordinal);
        Assert.Contains("no scenario 'lighter'", unknown.Reason, StringComparison.Ordinal);
        Assert.Contains("one to 4 different", twice.Reason, StringComparison.Ordinal);
        Assert.Equal("name", Assert.Single(taken.Faults).Key);
        Assert.Equal(empty.Reason, adopted.WithoutForecast);
        Assert.Empty(adopted.Adoption.Lines);
    }

    private static IEnumerable<(string, string?)> Rule(string name, params (string Key, string Value)[] values) =>
        values.Concat([("Owner", "anna"), ("Reason", "to see")]).Select(v => ($"Guardrails:{name}:{v.Item1}", (string?)v.Item2));

    private static async Task<Comparison> CompareAsync(AgentInTest agent, params string[] names) =>
        Assert.IsType<ComparisonAnswer.Made>(await agent.Get<ScenarioComparing>().CompareAsync(names, null, CancellationToken.None)).Comparison;

    private static async Task WriteAsync(AgentInTest agent, string name, params (string, string?)[] changes) =>
        Assert.IsType<ScenarioAnswer.Made>(await AddAsync(agent, name, changes));

    private static Task<ScenarioAnswer> AddAsync(AgentInTest agent, string name, params (string Key, string? Value)[] changes) =>
        agent.Get<ScenarioDesk>().AddAsync(
            new NewScenario(name, "anna", "to see", ["nothing else changes"], changes.ToDictionary(c => c.Key, c => c.Value)), CancellationToken.None);

    private static async Task<AgentInTest> AgentAsync(DatabaseKind kind, int rounds = 400)
    {
        var agent = await AgentInTest.BuildAsync(kind);
        await agent.AddContactAsync("first@example.test");
        await agent.EnrollAllAsync("hello");
        await agent.RunUntilIdleAsync();
        agent.Clock.Advance(TimeSpan.FromHours(1));
        await agent.RunUntilIdleAsync();
        await new DrawnRounds(agent).AddAsync(rounds, TimeSpan.FromDays(60), (_, text) => text == "asking" ? 0.3 : 0.1);
        return agent;
    }

    private sealed class Told : IProgress<string>
    {
        private readonly System.Collections.Concurrent.ConcurrentBag<string> all = [];

        public IEnumerable<string> All => all;

        public void Report(string value) => all.Add(value);
    }
}
