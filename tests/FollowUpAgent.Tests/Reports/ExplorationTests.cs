using FollowUpAgent.Decisions;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Evidence;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Reports;

public sealed class ExplorationTests
{
    private const string FirstIsBetter = "[[0.5,0.1],[0.1,0.1]]";
    private static readonly IsoWeek Week = IsoWeek.TryParse("2026-W10")!;
    private static readonly DateTimeOffset Tuesday = Week.From.AddDays(1).AddHours(9);

    [Theory, OnSqlite, OnPostgres]
    public async Task What_was_tried_and_its_cost_are_read_from_what_models_expected(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind);
        agent.Clock.Advance(TimeSpan.FromDays(8));
        var diary = new Diary(agent);
        foreach (var variant in new[] { "plain@1", "plain@1", "asking@1" })
        {
            await diary.DecideAsync(await diary.EnterAsync("treatment", Tuesday), "treatment", Tuesday, RoundEnd.Sent, variant, forecasts: FirstIsBetter);
        }

        // Neither chance nor what never came to anything is a trial of the agent's.
        await diary.DecideAsync(await diary.EnterAsync("control", Tuesday), "control", Tuesday, RoundEnd.Sent, "asking@1");
        await diary.DecideAsync(await diary.EnterAsync("treatment", Tuesday), "treatment", Tuesday, RoundEnd.Lapsed, forecasts: FirstIsBetter);

        var explored = (await agent.Get<ReportDesk>().GetAsync(Week, CancellationToken.None)).Exploration!;

        Assert.Equal(6, explored.Choices);
        Assert.Equal(1 / 6.0, explored.TriedShare, 12);
        // When: .5 - (.9 x .5 + .1 x .1); which: .5 - (.5 x .5 + .5 x .1).
        Assert.Equal(0.04 + 0.2, explored.CostPerDecision, 12);
        Assert.Equal(3 * 0.24, explored.Cost, 12);
        Assert.Equal(new TriedVariant("hello", "first", "asking@1", 1), Assert.Single(explored.Tried));
        Assert.Null(explored.Control);
    }

    [Fact]
    public async Task Where_no_model_chose_there_is_nothing_to_tell()
    {
        await using var agent = await AgentInTest.BuildAsync(DatabaseKind.Sqlite);
        agent.Clock.Advance(TimeSpan.FromDays(8));
        var diary = new Diary(agent);
        await diary.DecideAsync(await diary.EnterAsync("treatment", Tuesday), "treatment", Tuesday, RoundEnd.Sent);

        Assert.Null((await agent.Get<ReportDesk>().GetAsync(Week, CancellationToken.None)).Exploration);
    }

    [Fact]
    public void Control_costs_the_measured_difference_for_each_of_its_contacts()
    {
        var uplift = new Uplift("control", 0.2, new Interval(0, 0.4), new Interval(-0.1, 0.5), Verdict.NotEnough, null, null);

        var cost = ControlCost.Of(SampleReport.Make().Groups[1], uplift)!;

        Assert.Equal(20, cost.Contacts);
        Assert.Equal((4.0, -2.0, 10.0), (cost.Value, cost.Interval.Low, cost.Interval.High));
        Assert.Null(ControlCost.Of(null, uplift));
        Assert.Null(ControlCost.Of(SampleReport.Make().Groups[1], uplift with { AlwaysValid = null }));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Machines_are_counted_apart_from_people_and_unsubscribes_by_mailbox(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind);
        agent.Clock.Advance(TimeSpan.FromDays(8));
        var diary = new Diary(agent);
        var sent = await diary.DecideAsync(await diary.EnterAsync("treatment", Tuesday), "treatment", Tuesday, RoundEnd.Sent);
        var other = await diary.DecideAsync(await diary.EnterAsync("treatment", Tuesday), "treatment", Tuesday, RoundEnd.Sent);
        await diary.HearAsync(sent, "opened", Tuesday.AddHours(1), machine: true);
        await diary.HearAsync(other, "opened", Tuesday.AddHours(1), machine: true);
        await diary.HearAsync(sent, "opened", Tuesday.AddHours(2));
        await diary.HearAsync(sent, "opened", Tuesday.AddHours(3));
        await diary.HearAsync(sent, "unsubscribed", Tuesday.AddHours(3));

        var report = await agent.Get<ReportDesk>().GetAsync(Week, CancellationToken.None);

        Assert.Equal(new ReadingWeek("opened", 1, 2), Assert.Single(report.Readings));
        Assert.Equal(new SenderWeek("anna", 2, 0, 0, 0, 0, 1), Assert.Single(report.Deliverability));
    }
}
