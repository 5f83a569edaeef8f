using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Rendering;
using FollowUpAgent.Tests.House;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpAgent.Tests.Reports;

public sealed class GroupRatioTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Groups_as_large_as_they_were_drawn_are_counted_and_alarm_nobody(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind);

        Assert.Equal(HealthState.Ok, (await SignAsync(agent)).State);
        var (report, markdown, html) = await ReportAsync(agent);
        Assert.Equal(200, report.Ratio!.Counts.Values.Sum());
        Assert.Equal(["treatment", "control"], report.Ratio.Counts.Keys);
        Assert.Contains("as large as they were drawn: treatment", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("ALARM", html, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_group_that_lost_its_contacts_is_an_alarm_in_health_and_report(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind);
        await agent.Database.WriteAsync(s => s.ExecuteAsync("UPDATE enrollment SET group_name = 'treatment'"), CancellationToken.None);

        Assert.Equal((HealthState.Warning, "groups"), ((await SignAsync(agent)).State, (await SignAsync(agent)).Name));
        var (_, markdown, html) = await ReportAsync(agent);
        Assert.Contains("ALARM", markdown, StringComparison.Ordinal);
        Assert.Contains("ALARM", html, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Changed_shares_alarm_nobody(DatabaseKind kind)
    {
        await using var before = await AgentAsync(kind);
        before.Clock.Advance(TimeSpan.FromDays(1));
        await using var agent = await before.RestartAsync(("Groups:Treatment", "1"), ("Groups:Control", "0"));
        Assert.Equal("nobody was drawn into a group yet", (await SignAsync(agent)).Detail);
        agent.Clock.Advance(TimeSpan.FromDays(1));
        await EnrollAsync(agent, "late", 200);

        Assert.Equal("the groups are as large as they were drawn: treatment 200", (await SignAsync(agent)).Detail);
    }

    private static async Task<AgentInTest> AgentAsync(DatabaseKind kind)
    {
        var agent = await AgentInTest.BuildAsync(kind, new Dictionary<string, string?> { ["Groups:Treatment"] = "0.5", ["Groups:Control"] = "0.5" });
        await EnrollAsync(agent, "early", 200);
        return agent;
    }

    private static async Task EnrollAsync(AgentInTest agent, string name, int contacts)
    {
        for (var i = 0; i < contacts; i++)
        {
            await agent.AddContactAsync($"{name}{i}@example.test");
        }

        await agent.EnrollAllAsync("hello");
    }

    private static Task<HealthReading> SignAsync(AgentInTest agent) =>
        agent.Services.GetServices<IHealthSign>().OfType<GroupSign>().Single().ReadAsync(CancellationToken.None);

    private static async Task<(WeeklyReport Report, string Markdown, string Html)> ReportAsync(AgentInTest agent)
    {
        agent.Clock.Advance(TimeSpan.FromHours(1));
        await agent.RunUntilIdleAsync();
        var report = await agent.Get<ReportMaker>().MakeAsync(IsoWeek.Of(agent.Clock.GetUtcNow()), CancellationToken.None);
        var document = ReportDocument.Of(report, Texts.Find("en")!);
        return (report, ReportMarkdown.Write(document), ReportHtml.Write(document));
    }
}
