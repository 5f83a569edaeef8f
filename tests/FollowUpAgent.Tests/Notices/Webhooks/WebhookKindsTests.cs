using System.Text.Json;
using FollowUpAgent.Events.Replies;
using FollowUpAgent.Notices.Webhooks;
using FollowUpAgent.Reports;
using FollowUpAgent.Tests.Events;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Tests.Oversight;

namespace FollowUpAgent.Tests.Notices.Webhooks;

/// <summary>What other programs are told, from where it happens to where it is heard.</summary>
public sealed class WebhookKindsTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task An_answer_is_told_with_its_meaning_and_without_its_words_and_so_is_what_follows_from_it(DatabaseKind kind)
    {
        await using var crm = await Receiver.StartAsync();
        await using var desk = await Receiver.StartAsync();
        var settings = Told.Settings(crm.Url).Concat(Told.Settings(desk.Url, "desk")).Append(new("Notices:Webhooks:desk:IncludeText", "true"))
            .Append(new("Notices:Webhooks:desk:Kinds:0", WebhookKind.ReplyReceived)).Select(s => (s.Key, s.Value)).ToArray();
        await using var handed = await HandedOver.SendAsync(kind, settings);

        await handed.AnswerAsync("Sounds good, let's talk <b>tomorrow</b>.");
        await handed.AnswerAsync("Sounds good, please hurry.");
        await handed.Agent.RunUntilIdleAsync();

        Assert.Equal(["enrollment.ended", "reply.received", "reply.received", "task.opened"], crm.All.Select(r => r.Type).Order());
        var reply = crm.All.First(r => r.Type == WebhookKind.ReplyReceived).Data;
        Assert.Equal((HandedOver.Person, "interested", "hello", "first"), (TextOf(reply, "contact", "address"), TextOf(reply, "intent"), TextOf(reply, "sequence"), TextOf(reply, "step")));
        Assert.Equal((false, handed.Mailed.Message.Id.Value), (reply.GetProperty("needsPerson").GetBoolean(), reply.GetProperty("message").GetGuid()));
        Assert.False(reply.TryGetProperty("text", out _));
        Assert.Equal(["reply.received", "reply.received"], desk.All.Select(r => r.Type));
        Assert.Contains("<b>tomorrow</b>", TextOf(desk.All[0].Data, "text"), StringComparison.Ordinal);
        var task = crm.All.Single(r => r.Type == WebhookKind.TaskOpened).Data;
        Assert.Equal(("interested", HandedOver.Owner), (TextOf(task, "kind"), TextOf(task, "owner")));
        Assert.Equal("replied", TextOf(crm.All.Single(r => r.Type == WebhookKind.EnrollmentEnded).Data, "reason"));
        Assert.Equal(6, crm.All.Concat(desk.All).Select(r => r.Id).Distinct().Count());
        Assert.Equal([0], await handed.Agent.QueryAsync<int>("SELECT COUNT(*) FROM webhook_news"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_goal_is_told_with_its_value_and_the_mail_that_earned_it_and_so_are_the_ends(DatabaseKind kind)
    {
        await using var crm = await Receiver.StartAsync();
        var settings = Told.Settings(crm.Url).Concat(
        [
            new("Outcomes:signed:Weight", "7"), new("Outcomes:looked:Weight", "1"), new("Goals:sales:Outcome", "signed"), new("Goals:sales:Target", "5"), new("Goals:sales:Per", "Month"),
        ]);
        await using var mailed = await Webhook.SendAsync(kind, 3, settings.ToDictionary(s => s.Key, s => s.Value));
        var webhook = new Webhook(mailed);
        var messages = mailed.Messages.OrderBy(m => m.Domain, StringComparer.Ordinal).ToList();

        await webhook.ReportAsync("goal", "person0@example0.test");
        await webhook.ReportAsync("signed", "person0@example0.test");
        await webhook.ReportAsync("looked", "person0@example0.test");
        await webhook.ReportAsync("bounced", messages[1].Id.Value, hard: true);
        await webhook.ReportAsync("bounced", messages[2].Id.Value, hard: false);
        await webhook.ReportAsync("complained", messages[2].Id.Value);
        await mailed.UnsubscribeAsync(messages[0]);
        await mailed.Agent.RunUntilIdleAsync();

        var by = crm.All.ToLookup(r => r.Type, r => r.Data);
        Assert.Equal(
            [("contact.bounced", 1), ("contact.complained", 1), ("contact.unsubscribed", 1), ("enrollment.ended", 3), ("goal.reached", 2)],
            by.Select(b => (b.Key, b.Count())).Order());
        var goals = by["goal.reached"].ToDictionary(g => TextOf(g, "outcome")!);
        Assert.Equal((10, 7), (goals["goal"].GetProperty("value").GetDouble(), goals["signed"].GetProperty("value").GetDouble()));
        Assert.All(goals.Values, g => Assert.Equal((messages[0].Id.Value, "first"), (g.GetProperty("message").GetGuid(), TextOf(g, "step"))));
        Assert.Equal("person1@example1.test", TextOf(by["contact.bounced"].Single(), "contact", "address"));
        Assert.Equal("person2@example2.test", TextOf(by["contact.complained"].Single(), "contact", "address"));
        Assert.Equal("person0@example0.test", TextOf(by["contact.unsubscribed"].Single(), "contact", "address"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_mail_that_waits_for_a_word_is_told_and_a_report_is_once(DatabaseKind kind)
    {
        await using var told = await Told.StartAsync(kind, ("Autonomy:Default", "approve"));
        await told.Agent.AddContactAsync("person0@example0.test");
        await told.Agent.EnrollAllAsync("hello");
        await told.Agent.RunUntilIdleAsync();
        told.Agent.Clock.Advance(TimeSpan.FromDays(8));
        var week = IsoWeek.Of(HandClock.Monday.GetUtcNow());

        await told.Agent.Get<ReportDesk>().KeepAsync(week, CancellationToken.None);
        await told.Agent.Get<ReportDesk>().KeepAsync(week, CancellationToken.None);
        await told.Agent.Pumps("webhook-news").Single().PassAsync(CancellationToken.None);
        await told.SendAsync();

        var approval = told.Receiver.All.Single(r => r.Type == WebhookKind.ApprovalAsked).Data;
        Assert.Equal(((await told.Agent.QueryAsync<Guid>("SELECT decision_id FROM approval")).Single(), "person0@example0.test", "skip"), (approval.GetProperty("decision").GetGuid(), TextOf(approval, "contact", "address"), TextOf(approval, "otherwise")));
        Assert.Equal("2026-W10", TextOf(told.Receiver.All.Single(r => r.Type == WebhookKind.ReportMade).Data, "week"));
    }

    [Fact]
    public async Task A_wish_for_no_more_mail_that_a_person_reads_out_of_an_answer_is_told_once()
    {
        await using var crm = await Receiver.StartAsync();
        await using var handed = await HandedOver.SendAsync(DatabaseKind.Sqlite, [.. Told.Settings(crm.Url).Append(new("Notices:Webhooks:crm:Kinds:0", WebhookKind.ContactUnsubscribed)).Select(s => (s.Key, s.Value))]);
        await handed.AnswerAsync("Sounds good, let's talk.");
        var reply = (await handed.Agent.QueryAsync<Guid>("SELECT event_id FROM reply")).Single();

        foreach (var meaning in new[] { FollowUpAgent.Events.Mail.ReplyIntent.Unsubscribe, FollowUpAgent.Events.Mail.ReplyIntent.Question, FollowUpAgent.Events.Mail.ReplyIntent.Unsubscribe })
        {
            await handed.Agent.Get<ReplyDesk>().CorrectAsync(reply, meaning, "anna", CancellationToken.None);
            await handed.Agent.RunUntilIdleAsync();
        }

        Assert.Equal(("contact.unsubscribed", reply), (Assert.Single(crm.All).Type, crm.All[0].Data.GetProperty("event").GetGuid()));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_nobody_wants_to_hear_leaves_nothing_behind(DatabaseKind kind)
    {
        await using var told = await Told.StartAsync(kind, ("Notices:Webhooks:crm:Kinds:0", WebhookKind.ReportMade));
        await told.HappenAsync(3);
        await using var quiet = await told.Agent.RestartAsync(("Notices:Webhooks:crm:Enabled", "false"));
        await quiet.Pumps("webhook-news").Single().PassAsync(CancellationToken.None);

        Assert.Empty(await quiet.QueryAsync<string>("SELECT kind FROM webhook_delivery"));
        Assert.Equal([0, 0], await quiet.QueryAsync<int>("SELECT COUNT(*) FROM webhook_news UNION ALL SELECT COUNT(*) FROM webhook_listener"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Workers_that_start_at_once_listen_once(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind, Told.Settings("https://crm.example.com"));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(
            _ => new NewsPump(agent.Database, agent.Get<WebhookEndpoints>(), agent.Get<WebhookBody>(), agent.Clock).PassAsync(CancellationToken.None)));

        Assert.Equal(Listener.All.Select(l => l.Name).Order(), await agent.QueryAsync<string>("SELECT name FROM webhook_listener ORDER BY name"));
    }

    private static string? TextOf(JsonElement data, params string[] path) => path.Aggregate(data, (e, name) => e.GetProperty(name)).GetString();
}
