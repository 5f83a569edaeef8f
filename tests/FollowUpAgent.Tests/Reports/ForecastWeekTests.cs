using FollowUpAgent.Decisions;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Rendering;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Tests.Oversight.Approvals;

namespace FollowUpAgent.Tests.Reports;

public sealed class ForecastWeekTests
{
    private static readonly IsoWeek Week = IsoWeek.TryParse("2026-W10")!;

    [Theory, OnSqlite, OnPostgres]
    public async Task A_week_is_forecast_and_the_next_report_says_what_became_of_it(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(
            kind, new Dictionary<string, string?> { ["Goals:clicks:Outcome"] = "click", ["Goals:clicks:Target"] = "5", ["Goals:clicks:Per"] = "week" });
        var diary = new Diary(agent);
        var who = await diary.EnterAsync("treatment", Week.From.AddDays(-50));
        // A decision every twelve hours until the end of the second week, each with a click an hour later.
        for (var i = 0; i < 128; i++)
        {
            var at = Week.From.AddDays(-50).AddHours(12 * i);
            await diary.EarnAsync(await diary.DecideAsync(who, "treatment", at, RoundEnd.Sent, step: $"s{i}"), OutcomeCatalog.Click, at.AddHours(1));
        }

        agent.Clock.Advance(Week.Until.AddHours(4) - agent.Clock.GetUtcNow());
        await agent.Get<ReportDesk>().KeepAsync(Week, CancellationToken.None);
        var first = await agent.Get<ReportDesk>().GetAsync(Week, CancellationToken.None);
        agent.Clock.Advance(TimeSpan.FromDays(7));
        var second = await agent.Get<ReportDesk>().GetAsync(IsoWeek.Of(Week.Until), CancellationToken.None);

        var clicks = first.Goals.Single(g => g.Outcome == OutcomeCatalog.Click);
        Assert.Equal(("clicks", 5L, 14L, Week.Until, "yes"), Assert.Single(clicks.Targets.Select(t => (t.Goal, t.Target, t.Reached, t.Until, t.Met))));
        Assert.Empty(first.Forecasts!.Last);
        var next = first.Forecasts.Next.Single(f => f.Outcome == OutcomeCatalog.Click);
        Assert.Null(next.Happened);
        Assert.InRange(next.Expected, 1, 20);
        var last = second.Forecasts!.Last.Single(f => f.Outcome == OutcomeCatalog.Click);
        Assert.Equal((next.Expected, 14.0, next.Low <= 14 && next.High >= 14), (last.Expected, last.Happened!.Value, last.IsInside!.Value));
    }

    [Fact]
    public async Task Of_a_week_long_past_nothing_is_forecast()
    {
        await using var agent = await AgentInTest.BuildAsync(DatabaseKind.Sqlite, new Dictionary<string, string?> { ["Goals:clicks:Outcome"] = "click", ["Goals:clicks:Target"] = "5", ["Goals:clicks:Per"] = "week" });
        var diary = new Diary(agent);
        await diary.DecideAsync(await diary.EnterAsync("treatment", Week.From), "treatment", Week.From, RoundEnd.Sent);
        agent.Clock.Advance(Week.Until.AddDays(30) - agent.Clock.GetUtcNow());

        var report = await agent.Get<ReportDesk>().GetAsync(Week, CancellationToken.None);

        Assert.Null(report.Forecasts);
        Assert.All(report.Goals, g => Assert.Empty(g.Targets));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Answers_of_the_week_are_counted_by_person_and_a_habit_is_proposed(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind, contacts: 24);
        var pending = await asked.PendingAsync();
        await asked.Desk.SkipAsync([.. pending.Select(a => a.DecisionId)], AskedAgent.Anna, CancellationToken.None);
        var week = IsoWeek.Of(asked.Agent.Clock.GetUtcNow());
        asked.Agent.Clock.Advance(week.Until.AddHours(4) - asked.Agent.Clock.GetUtcNow());

        var report = await asked.Agent.Get<ReportDesk>().GetAsync(week, CancellationToken.None);

        Assert.Equal(new PersonWeek("anna", 0, 0, pending.Count, 0, 0), Assert.Single(report.People!.Answers));
        Assert.Equal((ApprovalState.Skipped, pending.Count), Assert.Single(report.People.Overridden.Select(o => (o.Answer, o.Items))));
        var text = ReportMarkdown.Write(ReportDocument.Of(report, Texts.Find("en")!));
        Assert.Contains($"People skipped {pending.Count} of {pending.Count} mails of hello / first", text, StringComparison.Ordinal);
        Assert.Null((await asked.Agent.Get<ReportDesk>().GetAsync(week.Before, CancellationToken.None)).People);
    }
}
