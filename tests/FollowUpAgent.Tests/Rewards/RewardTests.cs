using FollowUpAgent.Decisions;
using FollowUpAgent.Tests.Events;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Training;

namespace FollowUpAgent.Tests.Rewards;

public sealed class RewardTests
{
    private static readonly TimeSpan ClickWindow = TimeSpan.FromDays(7);
    private static readonly TimeSpan OneMicrosecond = TimeSpan.FromMicroseconds(1);

    [Theory, OnSqlite, OnPostgres]
    public async Task An_event_that_names_its_message_belongs_to_that_decision_also_after_a_later_one(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        await mailed.Agent.LiveAsync(TimeSpan.FromDays(4), TimeSpan.FromDays(1));

        await new Webhook(mailed).ReportAsync("clicked", mailed.Message.Id.Value);
        await mailed.Agent.RunUntilIdleAsync();

        Assert.True((await DecisionsAsync(mailed)).Count > 1);
        Assert.Equal([mailed.Message.DecisionId], await RewardedAsync(mailed));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Any_other_event_belongs_to_the_decision_that_owned_its_moment(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        var between = mailed.Agent.Clock.GetUtcNow() + TimeSpan.FromDays(1);
        await mailed.Agent.LiveAsync(TimeSpan.FromDays(4), TimeSpan.FromDays(1));
        var webhook = new Webhook(mailed);

        await webhook.ReportAsync("goal", "person0@example0.test", between);
        await mailed.Agent.RunUntilIdleAsync();
        var first = await RewardedAsync(mailed);
        await webhook.ReportAsync("goal", "person0@example0.test");
        await mailed.Agent.RunUntilIdleAsync();

        var decisions = await DecisionsAsync(mailed);
        Assert.Equal([decisions[0].Id], first);
        Assert.Equal([decisions[0].Id, decisions[^1].Id], await RewardedAsync(mailed));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_skip_earns_what_comes_by_itself(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind, new Dictionary<string, string?>(Webhook.Settings)
        {
            ["Groups:Treatment"] = "0",
            ["Groups:Control"] = "1",
        });
        for (var i = 0; i < 60; i++)
        {
            await agent.AddContactAsync($"person{i}@example{i}.test");
        }

        await agent.EnrollAllAsync("hello");
        await agent.RunUntilIdleAsync();
        var skip = (await agent.QueryAsync<Decision>("SELECT * FROM decision WHERE chosen = 'skip' ORDER BY id")).First();
        await AddEventAsync(agent, "goal", skip.ContactId!.Value.Value, agent.Clock.GetUtcNow());
        await agent.RunUntilIdleAsync();

        Assert.Equal([skip.Id], await agent.QueryAsync<DecisionId>("SELECT decision_id FROM reward"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_window_of_a_message_includes_its_first_moment_and_excludes_its_last(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        var sent = mailed.Message.AttemptedAt!.Value;
        var webhook = new Webhook(mailed);
        mailed.Agent.Clock.Advance(TimeSpan.FromDays(30));

        Assert.Equal((1, 1, 0), (
            await EarnedAsync(mailed, () => webhook.ReportAsync("clicked", mailed.Message.Id.Value, sent)),
            await EarnedAsync(mailed, () => webhook.ReportAsync("clicked", mailed.Message.Id.Value, sent + ClickWindow - OneMicrosecond)),
            await EarnedAsync(mailed, () => webhook.ReportAsync("clicked", mailed.Message.Id.Value, sent + ClickWindow))));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_window_of_a_moment_includes_its_first_and_excludes_its_last(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        await mailed.Agent.Database.WriteAsync(s => s.ExecuteAsync("UPDATE enrollment SET state = 'ended'"), CancellationToken.None);
        var closed = Assert.Single(await mailed.Agent.QueryAsync<DateTimeOffset>("SELECT closed_at FROM closed_round"));
        var webhook = new Webhook(mailed);
        mailed.Agent.Clock.Advance(TimeSpan.FromDays(60));

        Assert.Equal((0, 1, 1, 0), (
            await EarnedAsync(mailed, () => webhook.ReportAsync("click", "person0@example0.test", closed - OneMicrosecond)),
            await EarnedAsync(mailed, () => webhook.ReportAsync("click", "person0@example0.test", closed)),
            await EarnedAsync(mailed, () => webhook.ReportAsync("click", "person0@example0.test", closed + ClickWindow - OneMicrosecond)),
            await EarnedAsync(mailed, () => webhook.ReportAsync("click", "person0@example0.test", closed + ClickWindow))));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_reported_late_counts_where_it_happened_in_time(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        var inTime = mailed.Agent.Clock.GetUtcNow() + TimeSpan.FromDays(2);
        mailed.Agent.Clock.Advance(TimeSpan.FromDays(90));

        await new Webhook(mailed).ReportAsync("clicked", mailed.Message.Id.Value, inTime);
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal([mailed.Message.DecisionId], await RewardedAsync(mailed));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_second_click_on_the_same_mail_earns_nothing_more(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        var webhook = new Webhook(mailed);
        for (var i = 0; i < 3; i++)
        {
            await webhook.ReportAsync("clicked", mailed.Message.Id.Value);
        }

        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal([mailed.Message.DecisionId], (await RewardedAsync(mailed)).Distinct());
        var earned = await mailed.Agent.Database.ReadAsync(s => s.FindEarnedAsync(default, mailed.Message.DecisionId), CancellationToken.None);
        Assert.Equal([OutcomeCatalog.Click], earned[mailed.Message.DecisionId]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_event_with_an_impossible_time_stops_nobody_elses_reward(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        var webhook = new Webhook(mailed);

        await webhook.ReportAsync("clicked", "person0@example0.test", DateTimeOffset.MinValue);
        await webhook.ReportAsync("clicked", mailed.Message.Id.Value);
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal([mailed.Message.DecisionId], await RewardedAsync(mailed));
    }

    private static async Task<int> EarnedAsync(Mailed mailed, Func<Task<HttpResponseMessage>> report)
    {
        var before = (await RewardedAsync(mailed)).Count;
        Assert.Equal(200, (int)(await report()).StatusCode);
        foreach (var pump in mailed.Agent.Pumps("events", "rewards"))
        {
            await pump.PassAsync(CancellationToken.None);
        }

        return (await RewardedAsync(mailed)).Count - before;
    }

    private static Task AddEventAsync(AgentInTest agent, string kind, Guid contact, DateTimeOffset at) => agent.Database.WriteAsync(
        session => session.ExecuteAsync(
            """
            INSERT INTO event (id, inbox_id, position, kind, contact_id, machine, occurred_at, rewarded)
            VALUES (@id, @id, 0, @kind, @contact, false, @at, false)
            """,
            new { id = agent.Get<FollowUpAgent.Hosting.IdSource>().New(), kind, contact, at }),
        CancellationToken.None);

    private static Task<List<Decision>> DecisionsAsync(Mailed mailed) =>
        mailed.Agent.QueryAsync<Decision>("SELECT * FROM decision WHERE stage = 'when' ORDER BY decided_at");

    private static Task<List<DecisionId>> RewardedAsync(Mailed mailed) =>
        mailed.Agent.QueryAsync<DecisionId>("SELECT decision_id FROM reward ORDER BY occurred_at");
}
