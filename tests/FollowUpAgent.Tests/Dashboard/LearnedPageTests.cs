using System.Net;
using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;
using FollowUpAgent.Reports;
using FollowUpAgent.Scenarios;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Tests.LostLeads;
using FollowUpAgent.Tests.Training;
using FollowUpAgent.Training;

namespace FollowUpAgent.Tests.Dashboard;

public sealed class LearnedPageTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task What_was_learned_is_shown_with_what_serves_and_what_was_refused_and_scenarios_lie_side_by_side(DatabaseKind kind)
    {
        await using var agent = await ServedAsync(kind);
        await agent.AddContactAsync("first@example.test");
        await agent.EnrollAllAsync("hello");
        await agent.RunUntilIdleAsync();
        agent.Clock.Advance(TimeSpan.FromHours(1));
        await agent.RunUntilIdleAsync();
        await new DrawnRounds(agent).AddAsync(200, TimeSpan.FromDays(60), (_, text) => text == "asking" ? 0.3 : 0.1);
        await agent.Get<Retraining>().RunAsync(CancellationToken.None);
        await AddRefusedAsync(agent, 40);
        await agent.Get<ScenarioDesk>().AddAsync(
            new NewScenario("heavier", "anna", "to see", ["nothing else changes"], new Dictionary<string, string?> { ["Outcomes:goal:Weight"] = "20" }), CancellationToken.None);
        using var visitor = new ApprovalVisitor(agent);

        await visitor.OpenAsync("/learning");
        var (snapshots, fits, next) = (visitor.Page.QuerySelectorAll("#snapshots tbody tr"), visitor.Page.QuerySelectorAll("#calibration tbody tr"), visitor.Page.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        var older = (await visitor.OpenAsync(next)).Page.QuerySelectorAll("#snapshots tbody tr");
        var compared = (await visitor.OpenAsync("/scenarios?name=heavier")).Page.QuerySelectorAll("#comparison tbody tr");
        var unknown = (await visitor.OpenAsync("/scenarios?name=nobody")).Status;

        Assert.Equal((30, 12), (snapshots.Length, older.Length));
        Assert.Contains("refused:", snapshots[0].TextContent, StringComparison.Ordinal);
        Assert.Single(snapshots.Concat(older), s => s.QuerySelector(".ok")?.TextContent == "serves");
        Assert.Contains(fits, f => f.TextContent.Contains("as expected", StringComparison.Ordinal));
        Assert.Contains(compared, r => r.QuerySelector("th")!.TextContent == "reward");
        Assert.All(compared, r => Assert.Equal(2, r.QuerySelectorAll("td").Length));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_lost_lead_is_dismissed_with_a_reason_and_another_one_begun_with(DatabaseKind kind)
    {
        await using var agent = await LostAgent.BuildAsync(kind, ("LostLeads:HoldoutShare", "0.05"));
        await agent.ServeAsync();
        await agent.AddLostAsync("ada@example.test");
        await agent.AddLostAsync("bob@example.test", c => c with { TimeZone = "Asia/Tokyo" });
        await agent.RefreshAsync();
        var ada = (await agent.QueryAsync<Guid>("SELECT id FROM contact WHERE address = 'ada@example.test'"))[0];
        using var visitor = new ApprovalVisitor(agent);

        var listed = (await visitor.OpenAsync("/lost-leads")).Page.QuerySelectorAll("#leads li").Length;
        var local = visitor.Text.Contains("in Asia/Tokyo, where the contact is", StringComparison.Ordinal);
        var without = (await visitor.SendAsync($"/lost-leads/{ada}/dismiss", ("by", "anna"), ("reason", ""))).Status;
        await (await visitor.OpenAsync("/lost-leads")).SendAsync($"/lost-leads/{ada}/dismiss", ("by", "anna"), ("reason", "a student"));
        var left = visitor.Page.QuerySelectorAll("#leads li").Length;
        var unsure = (await visitor.SendAsync("/lost-leads/start", ("top", "5"), ("by", "anna"))).Status;
        await (await visitor.OpenAsync("/lost-leads")).SendAsync("/lost-leads/start", ("top", "5"), ("by", "anna"), ("sure", "yes"));

        Assert.Equal((2, 1, true), (listed, left, local));
        Assert.Equal([HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity], new[] { without, unsure });
        Assert.Contains("Begun with 1.", visitor.Page.QuerySelector(".done")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(visitor.Page.QuerySelectorAll("#leads li"));
        Assert.Equal(1, await agent.CountAsync("SELECT COUNT(*) FROM revival"));
        Assert.Null((await visitor.OpenAsync("/lost-leads?note=9.9~forged")).Page.QuerySelector(".done"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Weeks_are_listed_and_a_mailbox_is_shown_against_its_limits(DatabaseKind kind)
    {
        await using var agent = await ServedAsync(kind);
        var (diary, now) = (new Diary(agent), agent.Clock.GetUtcNow());
        for (var i = 0; i < 10; i++)
        {
            var decision = await diary.DecideAsync(await diary.EnterAsync("treatment", now.AddDays(-3)), "treatment", now.AddDays(-3), RoundEnd.Sent);
            await (i < 2 ? diary.HearAsync(decision, "bounced", now.AddDays(-2)) : Task.CompletedTask);
        }

        await agent.Get<ReportDesk>().KeepAsync(IsoWeek.Of(now).Before, CancellationToken.None);
        await agent.Database.WriteAsync(
            async s =>
            {
                await s.ExecuteAsync("INSERT INTO sender_guard (sender, state, reason, since, counted_from) VALUES ('anna', 'stopped', '<b>why</b>', @now, 0)", new { now });
                await s.ExecuteAsync(
                    "INSERT INTO recipient_circuit (sender, domain, opened_at, paused_at, open_until, pauses, trials, code) VALUES ('anna', 'mail.example.test', @now, @now, @until, 1, 0, '5.7.1')",
                    new { now, until = now.AddHours(1) });
            },
            CancellationToken.None);
        using var visitor = new ApprovalVisitor(agent);

        var weeks = (await visitor.OpenAsync("/reports")).Page.QuerySelectorAll("#reports tbody a").Select(a => a.GetAttribute("href")).ToList();
        var end = (await visitor.OpenAsync("/reports?before=2020-W01")).Text;
        await visitor.OpenAsync("/deliverability");

        Assert.Equal([$"/reports/{IsoWeek.Of(now).Before.Key}"], weeks);
        Assert.Contains("There are no older ones", end, StringComparison.Ordinal);
        Assert.Contains("stopped", visitor.Page.QuerySelector("#mailboxes")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("<b>why</b>", visitor.Page.QuerySelector("#mailboxes")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("400%", visitor.Page.QuerySelector("#weeks")!.TextContent.Replace("\u00a0", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("mail.example.test", visitor.Page.QuerySelector("#domains")!.TextContent, StringComparison.Ordinal);
    }

    private static Task AddRefusedAsync(AgentInTest agent, int count) => agent.Database.WriteAsync(
        async s =>
        {
            for (var i = 0; i < count; i++)
            {
                await s.AddSnapshotAsync(new Snapshot { Id = new SnapshotId(agent.Get<IdSource>().New()), MadeAt = agent.Clock.GetUtcNow().AddMinutes(i + 1), Refused = "too few" });
            }
        },
        CancellationToken.None);

    private static async Task<AgentInTest> ServedAsync(DatabaseKind kind)
    {
        var agent = await AgentInTest.BuildAsync(kind);
        await agent.ServeAsync();
        return agent;
    }
}
