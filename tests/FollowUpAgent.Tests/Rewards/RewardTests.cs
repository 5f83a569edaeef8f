using FollowUpAgent.Decisions;
using FollowUpAgent.Tests.Events;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Training;

namespace FollowUpAgent.Tests.Rewards;

public sealed class RewardTests
{
    private static readonly TimeSpan ClickWindow = TimeSpan.FromDays(7);
    private static readonly TimeSpan OneMicrosecond = TimeSpan.FromMicroseconds(1);
    private static readonly Dictionary<string, string?> ForgetsNothing = new() { ["Decisions:HalfLife"] = "00:00:00" };
    private static readonly Dictionary<string, string?> TracksClicks = new() { ["Messages:TrackClicks"] = "Always" };

    [Theory, OnSqlite, OnPostgres]
    public async Task An_event_that_names_its_message_belongs_to_that_decision_also_after_a_later_one(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        await mailed.Agent.LiveAsync(TimeSpan.FromDays(4), TimeSpan.FromDays(1));

        await new Webhook(mailed).ReportAsync("clicked", mailed.Message.Id.Value);
        mailed.Agent.Clock.Advance(TimeSpan.FromMinutes(1));
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
        await using var mailed = await Webhook.SendAsync(kind, settings: TracksClicks);
        var webhook = new Webhook(mailed);
        for (var i = 0; i < 3; i++)
        {
            await webhook.ReportAsync("clicked", mailed.Message.Id.Value);
        }

        mailed.Agent.Clock.Advance(TimeSpan.FromMinutes(1));
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
        mailed.Agent.Clock.Advance(TimeSpan.FromMinutes(1));
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal([mailed.Message.DecisionId], await RewardedAsync(mailed));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_reply_thirteen_days_after_its_mail_changes_exactly_that_reward(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind, contacts: 2, settings: ForgetsNothing);
        await mailed.Agent.LiveAsync(TimeSpan.FromDays(4), TimeSpan.FromDays(1));
        var webhook = new Webhook(mailed);
        await webhook.ReportAsync("goal", "person1@example1.test");
        await mailed.Agent.RunUntilIdleAsync();
        var before = await RewardedAsync(mailed);
        mailed.Agent.Clock.Advance(mailed.Message.AttemptedAt!.Value + TimeSpan.FromDays(13) - mailed.Agent.Clock.GetUtcNow());
        await mailed.Agent.RunUntilIdleAsync();
        var learned = await PositivesAsync(mailed);

        await webhook.ReportAsync("replied", mailed.Message.Id.Value);
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal([.. before, mailed.Message.DecisionId], await RewardedAsync(mailed));
        learned[OutcomeCatalog.PositiveReply] = learned.GetValueOrDefault(OutcomeCatalog.PositiveReply) + 1;
        Assert.Equal(learned, await PositivesAsync(mailed));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_reply_called_negative_is_none_that_is_hoped_for(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);

        await new Webhook(mailed).PostAsync(System.Text.Json.JsonSerializer.Serialize(new
        {
            type = "replied",
            data = new { messageId = FollowUpAgent.Messages.MessageIds.Of(mailed.Message.Id.Value, "acme.test"), sentiment = "negative" },
        }));
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal([OutcomeCatalog.UnsubscribeOrNegative], await mailed.Agent.QueryAsync<string>("SELECT outcome FROM reward"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_click_that_turns_out_to_be_a_machines_leaves_no_trace_in_the_next_snapshot(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind, settings: TracksClicks);
        var trainer = mailed.Agent.Get<FollowUpAgent.Training.Trainer>();
        mailed.Agent.Clock.Advance(TimeSpan.FromDays(40));
        var before = (await trainer.TrainAsync(CancellationToken.None)).Content;
        var webhook = new Webhook(mailed);
        await webhook.ReportAsync("clicked", mailed.Message.Id.Value, mailed.Message.AttemptedAt);
        await HearAsync(mailed);
        var with = (await trainer.TrainAsync(CancellationToken.None)).Content;

        var at = mailed.Message.AttemptedAt + TimeSpan.FromSeconds(5);
        await webhook.PostAsync(System.Text.Json.JsonSerializer.Serialize(new
        {
            type = "clicked",
            timestamp = at,
            data = new { messageId = FollowUpAgent.Messages.MessageIds.Of(mailed.Message.Id.Value, "acme.test"), link = FollowUpAgent.Messages.TrackedLink.Honeypot },
        }));
        await HearAsync(mailed);

        Assert.NotEqual(before, with);
        Assert.Equal(before, (await trainer.TrainAsync(CancellationToken.None)).Content);
        Assert.Empty(await mailed.Agent.QueryAsync<string>("SELECT kind FROM signal"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_erasure_keeps_of_a_reward_the_day_alone(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        await new Webhook(mailed).ReportAsync("goal", mailed.Message.Id.Value, mailed.Agent.Clock.GetUtcNow());
        await mailed.Agent.RunUntilIdleAsync();
        var personal = mailed.Agent.Get<FollowUpAgent.Contacts.PersonalData>();
        var export = await personal.ExportAsync("person0@example0.test", CancellationToken.None);

        await personal.EraseAsync("person0@example0.test", null, keepMailable: false, CancellationToken.None);

        Assert.Equal("goal", (string?)Assert.Single(export!["rooms"]!["rewards"]!.AsArray())!["outcome"]);
        var kept = Assert.Single(await mailed.Agent.QueryAsync<DateTimeOffset>("SELECT occurred_at FROM reward"));
        Assert.Equal(TimeSpan.Zero, kept.TimeOfDay);
    }

    /// <summary>What the next snapshot rests on: how often each outcome happened.</summary>
    private static async Task<Dictionary<string, double>> PositivesAsync(Mailed mailed)
    {
        var snapshot = await mailed.Agent.Get<Trainer>().TrainAsync(CancellationToken.None);
        using var diagnostics = System.Text.Json.JsonDocument.Parse(snapshot.Diagnostics!);
        return diagnostics.RootElement.GetProperty("outcomes").EnumerateArray()
            .Where(o => o.GetProperty("figures").ValueKind is not System.Text.Json.JsonValueKind.Null)
            .ToDictionary(o => o.GetProperty("outcome").GetString()!, o => o.GetProperty("figures").GetProperty("positives").GetDouble());
    }

    private static async Task HearAsync(Mailed mailed)
    {
        foreach (var pump in mailed.Agent.Pumps("events", "machines", "rewards"))
        {
            await pump.PassAsync(CancellationToken.None);
        }
    }

    private static async Task<int> EarnedAsync(Mailed mailed, Func<Task<HttpResponseMessage>> report)
    {
        var before = (await RewardedAsync(mailed)).Count;
        Assert.Equal(200, (int)(await report()).StatusCode);
        await HearAsync(mailed);
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
