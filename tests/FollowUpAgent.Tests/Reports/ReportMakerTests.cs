using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Evidence;
using FollowUpAgent.Reports.Rendering;
using FollowUpAgent.Tests.House;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpAgent.Tests.Reports;

/// <summary>A week of eight contacts, whose figures were worked out by hand.</summary>
public sealed class ReportMakerTests
{
    private static readonly IsoWeek Week = IsoWeek.TryParse("2026-W10")!;
    private static readonly DateTimeOffset Tuesday = Week.From.AddDays(1).AddHours(9);

    [Theory, OnSqlite, OnPostgres]
    public async Task A_week_is_counted_by_group(DatabaseKind kind)
    {
        await using var agent = await EightContactsAsync(kind);

        var report = await agent.Get<ReportDesk>().GetAsync(Week, CancellationToken.None);

        Assert.Equal(["treatment", "control"], report.Groups.Select(g => g.Group));
        var treatment = report.Groups[0];
        Assert.Equal((4, 3, 2, 1, 1), (treatment.Entered, treatment.Active, treatment.Sent, treatment.Skipped, treatment.Lapsed));
        Assert.Equal((1, 0), (treatment.Bounced, treatment.Complained));
        Assert.Equal(1, treatment.Outcomes[OutcomeCatalog.Goal]);
        Assert.Equal(0.25, treatment.LapsedShare);
        Assert.Equal((1, 1), (report.Groups[1].Sent, report.Groups[1].Outcomes[OutcomeCatalog.PositiveReply]));
        Assert.Equal((1, 0), (report.Goals[0].Count, report.Goals[0].Before));
        Assert.Equal(new SenderWeek("anna", 3, 0, 0, 1, 0, 0), Assert.Single(report.Deliverability));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_reward_per_contact_counts_everybody_who_was_allotted(DatabaseKind kind)
    {
        await using var agent = await EightContactsAsync(kind);

        var report = await agent.Get<ReportDesk>().GetAsync(Week, CancellationToken.None);

        // Treatment: 10 + .15 over four; control: 1 over four.
        Assert.Equal(2.5375, report.Groups[0].RewardPerContact, 10);
        Assert.Equal(2.5375 - 7.91713, report.Groups[0].Interval!.Low, 3);
        Assert.Equal(0.25, report.Groups[1].RewardPerContact, 10);
        Assert.Equal(0.25 + 0.79561, report.Groups[1].Interval!.High, 4);
        var uplift = Assert.Single(report.Uplift);
        Assert.Equal(2.2875, uplift.Difference, 10);
        Assert.Equal(Verdict.NotEnough, uplift.Verdict);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Contacts_of_one_company_are_one_cluster_where_companies_are_allotted(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind, new Dictionary<string, string?> { ["Groups:Unit"] = "company" });
        var diary = new Diary(agent);
        foreach (var (company, outcome) in new[] { ("Acme", OutcomeCatalog.PositiveReply), (" acme ", null), (null, OutcomeCatalog.PositiveReply), (null, null) })
        {
            var who = await diary.EnterAsync("treatment", Tuesday, company);
            var decision = await diary.DecideAsync(who, "treatment", Tuesday, RoundEnd.Sent);
            await (outcome is null ? Task.CompletedTask : diary.EarnAsync(decision, outcome, Tuesday));
        }

        agent.Clock.JumpTo(Week.Until);
        var report = await agent.Get<ReportDesk>().GetAsync(Week, CancellationToken.None);

        // Clusters (1 of 2), (1 of 1), (0 of 1): residuals 0, .5, -.5 around .5; SE² = .5 · 3/2 / 16.
        var half = Math.Sqrt(0.5 * 1.5 / 16) * 4.302653;
        Assert.Equal(0.5 - half, report.Groups[0].Interval!.Low, 4);
        Assert.Equal(4, report.Groups[0].Compared);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Variants_are_weighted_by_the_probability_that_was_logged(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind);
        var diary = new Diary(agent);
        foreach (var (variant, propensity, outcome) in new[]
        {
            ("plain@1", 0.8, OutcomeCatalog.PositiveReply), ("plain@1", 0.5, null), ("plain@1", 0.8, null),
            ("asking@1", 0.2, OutcomeCatalog.Click), ("asking@1", 0.5, null),
        })
        {
            var decision = await diary.DecideAsync(await diary.EnterAsync("treatment", Tuesday), "treatment", Tuesday, RoundEnd.Sent, variant, propensity);
            await (outcome is null ? Task.CompletedTask : diary.EarnAsync(decision, outcome, Tuesday));
        }

        agent.Clock.JumpTo(Tuesday.AddDays(8));
        var running = await agent.Get<ReportDesk>().GetAsync(IsoWeek.Of(agent.Clock.GetUtcNow()), CancellationToken.None);

        // 1.25 / (1.25 + 2 + 1.25) and .15 · 5 / (5 + 2).
        Assert.Equal(["asking@1", "plain@1"], running.NotYetKnowable.Select(v => v.Variant));
        Assert.Equal(0.75 / 7, running.NotYetKnowable[0].Mean, 10);
        Assert.Equal(1.25 / 4.5, running.NotYetKnowable[1].Mean, 10);
        Assert.Equal(1.0 / 3, running.NotYetKnowable[1].Rates[OutcomeCatalog.PositiveReply], 10);
        Assert.False(running.IsOver);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Sends_younger_than_seven_days_are_not_judged_yet(DatabaseKind kind)
    {
        await using var agent = await EightContactsAsync(kind);

        var report = await agent.Get<ReportDesk>().GetAsync(Week, CancellationToken.None);

        Assert.Empty(report.Works);
        Assert.Empty(report.NotYetKnowable);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_quiet_week_makes_a_short_report(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind);
        agent.Clock.JumpTo(Week.Until);

        var report = await agent.Get<ReportDesk>().GetAsync(Week, CancellationToken.None);

        Assert.True(report.IsQuiet);
        Assert.Equal("headline.quiet", Assert.Single(report.Headline).Key);
        Assert.All(Texts.Languages, language => Assert.DoesNotContain("NaN", ReportMarkdown.Write(ReportDocument.Of(report, Texts.Find(language)!)), StringComparison.Ordinal));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_weekly_job_keeps_one_report_however_often_it_runs(DatabaseKind kind)
    {
        await using var agent = await EightContactsAsync(kind);
        var job = agent.Services.GetServices<IJob>().Single(j => j.Name == "weekly-report");
        agent.Clock.JumpTo(Week.Until.AddHours(5));

        await job.RunAsync(job.Rhythm.LastEndedAt(agent.Clock.GetUtcNow()), CancellationToken.None);
        var first = await agent.QueryAsync<string>("SELECT content FROM report");
        agent.Clock.Advance(TimeSpan.FromHours(1));
        await job.RunAsync(job.Rhythm.LastEndedAt(agent.Clock.GetUtcNow()), CancellationToken.None);

        Assert.Equal(Assert.Single(first), Assert.Single(await agent.QueryAsync<string>("SELECT content FROM report WHERE week = '2026-W10'")));
        var kept = await agent.Get<ReportDesk>().GetAsync(Week, CancellationToken.None);
        Assert.Equal(Week.Until.AddHours(5), kept.MadeAt);
        Assert.Equal(first[0], ReportJson.Store(kept));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_week_before_the_first_contact_needs_no_report(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind);
        await new Diary(agent).EnterAsync("treatment", agent.Clock.GetUtcNow());

        await agent.Get<ReportDesk>().KeepAsync(Week.Before, CancellationToken.None);

        Assert.Empty(await agent.QueryAsync<string>("SELECT week FROM report"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_agent_whose_first_week_runs_is_asked_about_that_week(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind);
        await new Diary(agent).EnterAsync("treatment", agent.Clock.GetUtcNow());

        var now = await agent.Get<ReportDesk>().LatestWeekAsync(CancellationToken.None);
        agent.Clock.Advance(TimeSpan.FromDays(7));
        var later = await agent.Get<ReportDesk>().LatestWeekAsync(CancellationToken.None);

        Assert.Equal(("2026-W10", "2026-W10"), (now.Key, later.Key));
    }

    // Treatment: a goal after a mail, a click after a mail that came back, a skip, a lapse. Control: a reply, three who only entered.
    private static async Task<AgentInTest> EightContactsAsync(DatabaseKind kind)
    {
        var agent = await AgentInTest.BuildAsync(kind);
        var diary = new Diary(agent);
        var goal = await diary.DecideAsync(await diary.EnterAsync("treatment", Week.From), "treatment", Tuesday, RoundEnd.Sent);
        await diary.EarnAsync(goal, OutcomeCatalog.Goal, Tuesday.AddDays(1));
        var click = await diary.DecideAsync(await diary.EnterAsync("treatment", Tuesday), "treatment", Tuesday, RoundEnd.Sent, "asking@1");
        await diary.EarnAsync(click, OutcomeCatalog.Click, Tuesday.AddDays(2));
        await diary.HearAsync(click, "bounced", Tuesday.AddDays(2));
        await diary.HearAsync(click, "opened", Tuesday.AddDays(2));
        await diary.DecideAsync(await diary.EnterAsync("treatment", Tuesday), "treatment", Tuesday, RoundEnd.Skipped);
        await diary.DecideAsync(await diary.EnterAsync("treatment", Tuesday), "treatment", Tuesday, RoundEnd.Lapsed);
        var reply = await diary.DecideAsync(await diary.EnterAsync("control", Tuesday), "control", Tuesday, RoundEnd.Sent);
        await diary.EarnAsync(reply, OutcomeCatalog.PositiveReply, Tuesday);
        for (var i = 0; i < 3; i++)
        {
            await diary.EnterAsync("control", Week.Until.AddMilliseconds(-1));
        }

        // The next week is none of its business.
        await diary.EarnAsync(reply, OutcomeCatalog.Goal, Week.Until);
        await diary.EnterAsync("control", Week.Until);
        agent.Clock.JumpTo(Week.Until);
        return agent;
    }
}
