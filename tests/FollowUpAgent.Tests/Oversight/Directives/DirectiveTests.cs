using System.Data.Common;
using FollowUpAgent.Decisions;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Oversight.Directives;

public sealed class DirectiveTests
{
    private const string GoalWeight = "Outcomes:goal:Weight";

    [Theory, OnSqlite, OnPostgres]
    public async Task A_directive_changes_what_counts_from_its_first_moment_until_its_last_and_the_ledger_names_the_version(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind);
        var now = agent.Clock.GetUtcNow();
        await MadeAsync(agent, (GoalWeight, "25"), now.AddHours(2), now.AddHours(4));

        var versions = new List<(double Weight, string Version)>();
        for (var hour = 0; hour < 6; hour += 2)
        {
            versions.Add(await DecideAsync(agent, $"person{hour}@example.test"));
            agent.Clock.Advance(TimeSpan.FromHours(2));
        }

        Assert.Equal([10, 25, 10], versions.Select(v => v.Weight));
        Assert.Equal(versions[0].Version, versions[2].Version);
        Assert.Matches($"^{versions[0].Version}\\+[0-9a-f]{{8}}$", versions[1].Version);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Later_directives_lie_over_earlier_ones_and_one_that_is_ended_lets_the_one_below_hold(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind);
        var desk = agent.Get<DirectiveDesk>();
        await MadeAsync(agent, (GoalWeight, "20"));
        agent.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await MadeAsync(agent, (GoalWeight, "30"));

        var both = (await desk.ReadAsync(CancellationToken.None)).Outcomes.Find("goal")!.Weight;
        var ended = await desk.EndAsync(second.Directive.Id, "anna", "enough", CancellationToken.None);
        var one = (await desk.ReadAsync(CancellationToken.None)).Outcomes.Find("goal")!.Weight;
        var again = await desk.EndAsync(second.Directive.Id, "paul", "too late", CancellationToken.None);

        Assert.Equal((30, 20), (both, one));
        Assert.Single(second.Over);
        Assert.Equal(("anna", "enough", agent.Clock.GetUtcNow()), (ended!.EndedBy, ended.EndReason, ended.EndedAt));
        Assert.Equal(ended, again);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_directive_is_ended_never_edited_and_never_deleted(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind);
        var made = await MadeAsync(agent, (GoalWeight, "20"));
        await agent.Get<DirectiveDesk>().EndAsync(made.Directive.Id, "anna", null, CancellationToken.None);

        string[] forbidden =
        [
            "UPDATE directive SET changes = '{}'", "UPDATE directive SET ended_at = NULL, ended_by = NULL", "UPDATE directive SET ended_by = 'bob'", "DELETE FROM directive",
        ];
        foreach (var sql in forbidden)
        {
            await Assert.ThrowsAnyAsync<DbException>(() => agent.Database.WriteAsync(s => s.ExecuteAsync(sql), CancellationToken.None));
        }
    }

    [Theory]
    [InlineData("Outcomes:goal:Weight", "much", "a number")]
    [InlineData("Outcomes:gaol:Weight", "3", "goal, positive-reply")]
    [InlineData("Outcomes:goal:Wieght", "3", "Outcomes:*:Weight")]
    [InlineData("Outcomes:goal:Window", "3.00:00:00", "Outcomes:*:Weight")]
    [InlineData("Delivery:Live", "true", "Outcomes:*:Weight")]
    [InlineData("Autonomy:Sequences:nowhere:Paused", "true", "hello")]
    [InlineData("Autonomy:Pausd", "true", "Paused")]
    [InlineData("Autonomy:Paused", "perhaps", "true or false")]
    [InlineData("Senders:anna:PerDay", "1001", "at most 1000")]
    [InlineData("Senders:bob:PerDay", "10", "anna")]
    [InlineData("Limits:PerDomainPerDay", "100001", "at most 100000")]
    [InlineData("Limits:Domains:example.test", "100001", "at most 100000")]
    [InlineData("Limits:PerDomainPerDay", "0", "1 to")]
    [InlineData("Outcomes::Weight", "3", "keys such as")]
    public async Task A_directive_that_would_make_a_faulty_configuration_is_refused_and_says_why(string key, string value, string expected)
    {
        await using var agent = await AgentInTest.BuildAsync(DatabaseKind.Sqlite);

        var refused = Assert.IsType<DirectiveAnswer.Refused>(await AddAsync(agent, new Dictionary<string, string?> { [key] = value }));

        Assert.Contains(refused.Faults, f => $"{f}".Contains(expected, StringComparison.Ordinal));
        Assert.Empty(await agent.QueryAsync<Guid>("SELECT id FROM directive"));
    }

    [Fact]
    public async Task Every_fault_is_named_at_once()
    {
        await using var agent = await AgentInTest.BuildAsync(DatabaseKind.Sqlite);

        var wrong = Assert.IsType<DirectiveAnswer.Refused>(await AddAsync(agent, new Dictionary<string, string?> { ["Autonomy:Paused"] = "x", [GoalWeight] = "y" }));
        var now = agent.Clock.GetUtcNow();
        var times = Assert.IsType<DirectiveAnswer.Refused>(
            await agent.Get<DirectiveDesk>().AddAsync(new NewDirective("anna", " ", new Dictionary<string, string?>(), now.AddHours(-1), now.AddHours(-2)), CancellationToken.None));

        Assert.Equal(["Autonomy:Paused", GoalWeight], wrong.Faults.Select(f => f.Key).Order());
        Assert.Equal(["reason", "changes", "from", "until"], times.Faults.Select(f => f.Key));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Where_the_settings_under_it_change_a_directive_holds_and_the_agent_says_so(DatabaseKind kind)
    {
        var agent = await AgentInTest.BuildAsync(kind);
        var made = await MadeAsync(agent, (GoalWeight, "25"));
        await using var restarted = await agent.RestartAsync((GoalWeight, "12"));

        var reading = await SignAsync(restarted);

        Assert.Equal(25, (await restarted.Get<DirectiveDesk>().ReadAsync(CancellationToken.None)).Outcomes.Find("goal")!.Weight);
        Assert.Contains($"{GoalWeight} from nothing to 12 under {made.Directive.Id}", reading, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_directive_that_does_not_go_with_changed_settings_is_set_aside_and_the_others_hold(DatabaseKind kind)
    {
        var agent = await AgentInTest.BuildAsync(kind);
        await MadeAsync(agent, ("Senders:anna:PerDay", "500"));
        agent.Clock.Advance(TimeSpan.FromMinutes(1));
        await MadeAsync(agent, ("Autonomy:Paused", "true"));
        await using var restarted = await agent.RestartAsync(("Senders:anna:PerDay", "300"));

        var steering = await restarted.Get<DirectiveDesk>().ReadAsync(CancellationToken.None);

        Assert.Equal(300, steering.Sequences.FindSender("anna")!.PerDay);
        Assert.True(steering.Pauses.Everything);
        Assert.Equal("Senders:anna:PerDay", Assert.Single(Assert.Single(steering.SetAside).Faults).Key);
        Assert.Contains("have no effect", await SignAsync(restarted), StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_mailbox_sends_no_more_than_a_directive_lowers_it_to(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(
            kind, new Dictionary<string, string?> { ["Groups:Treatment"] = "0", ["Groups:Control"] = "1", ["Decisions:ControlSkip"] = "0" });
        for (var i = 0; i < 12; i++)
        {
            await agent.AddContactAsync($"person{i}@example.test");
        }

        await agent.EnrollAllAsync("hello");
        await MadeAsync(agent, ("Senders:anna:PerDay", "5"));
        await agent.LiveAsync(TimeSpan.FromHours(4), TimeSpan.FromMinutes(20));

        Assert.Equal(5, (await agent.QueryAsync<int>("SELECT COUNT(*) FROM message WHERE state = 'sent'")).Single());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_directive_is_kept_with_what_is_written_beside_it_or_not_at_all(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind);
        var asked = new NewDirective("anna", "to see", new Dictionary<string, string?> { [GoalWeight] = "20" });

        await Assert.ThrowsAsync<TimeoutException>(() => agent.Get<DirectiveDesk>().AddAsync(asked, CancellationToken.None, (_, _) => throw new TimeoutException()));

        Assert.Empty(await agent.QueryAsync<Guid>("SELECT id FROM directive"));
    }

    [Fact]
    public async Task Nothing_is_made_anew_as_long_as_the_same_directives_are_in_force()
    {
        await using var agent = await AgentInTest.BuildAsync(DatabaseKind.Sqlite);
        var desk = agent.Get<DirectiveDesk>();
        var configured = await desk.ReadAsync(CancellationToken.None);
        await MadeAsync(agent, (GoalWeight, "25"));

        var first = await desk.ReadAsync(CancellationToken.None);
        var second = await desk.ReadAsync(CancellationToken.None);

        Assert.NotSame(configured, first);
        Assert.Same(first, second);
        Assert.Same(agent.Get<OutcomeCatalog>(), configured.Outcomes);
    }

    private static async Task<(double Weight, string Version)> DecideAsync(AgentInTest agent, string address)
    {
        await agent.AddContactAsync(address);
        await agent.EnrollAllAsync("hello");
        foreach (var pump in agent.Pumps("when"))
        {
            await pump.PassAsync(CancellationToken.None);
        }

        var row = (await agent.QueryAsync<Decision>("SELECT * FROM decision WHERE stage = 'when' ORDER BY decided_at DESC LIMIT 1")).Single();
        return (ModelSettings.Parse(row.Settings!).Outcomes.Single(o => o.Key == "goal").Weight, row.Configuration);
    }

    private static async Task<DirectiveAnswer.Made> MadeAsync(
        AgentInTest agent, (string Key, string Value) change, DateTimeOffset? from = null, DateTimeOffset? until = null) =>
        Assert.IsType<DirectiveAnswer.Made>(await AddAsync(agent, new Dictionary<string, string?> { [change.Key] = change.Value }, from, until));

    private static Task<DirectiveAnswer> AddAsync(
        AgentInTest agent, Dictionary<string, string?> changes, DateTimeOffset? from = null, DateTimeOffset? until = null) =>
        agent.Get<DirectiveDesk>().AddAsync(new NewDirective("anna", "because", changes, from, until), CancellationToken.None);

    private static async Task<string> SignAsync(AgentInTest agent) =>
        (await new DirectivesSign(agent.Get<DirectiveDesk>(), agent.Get<Microsoft.Extensions.Configuration.IConfiguration>()).ReadAsync(CancellationToken.None)).Detail;
}
