using FollowUpAgent.Decisions;
using FollowUpAgent.Decisions.Goals;
using FollowUpAgent.Scenarios.Goals;

namespace FollowUpAgent.Tests.Scenarios;

public sealed class OutlookTests
{
    // 10 days before the end of the deadline's day.
    private static readonly DateTimeOffset Now = new(2026, 3, 21, 0, 0, 0, TimeSpan.Zero);

    private static readonly Evidence Known = new()
    {
        Matured = 980,
        Earned = 98,
        Delays = [],
        Open = [],
        Pace = new Carried { Decisions = 280, Sends = 140, Since = Now.AddDays(-28) },
        StepsLeft = 1_000_000,
    };

    [Fact]
    public void What_is_to_come_is_the_rate_times_the_decisions_whose_outcome_shows_before_the_end()
    {
        var forecast = Of(Known).Forecast(5);

        // (98 + 0.05 x 20) of (980 + 20) a decision; 10 a day for 10 days, of whose outcomes 65 % come within a window of 7 days before the end.
        Assert.Equal(5 + (0.099 * 100 * 0.65), forecast.Expected, 0.05);
        Assert.Equal((100.0, 980L), (forecast.Planned, forecast.Decisions));
        Assert.InRange(forecast.Low, 5, 8);
        Assert.InRange(forecast.High, 15, 18);
    }

    [Fact]
    public void Contacts_budget_and_pause_bound_what_is_planned()
    {
        Assert.Equal(30, Of(Known with { StepsLeft = 30 }).Forecast(0).Planned);
        // Half of the decisions are mails.
        Assert.Equal(50, Of(Known with { SendsLeft = 25 }).Forecast(0).Planned);
        Assert.Equal((0.0, 7L, 7L), (Of(Known with { IsPaused = true }).Forecast(7).Planned, Of(Known with { IsPaused = true }).Forecast(7).Low, Of(Known with { IsPaused = true }).Forecast(7).High));
    }

    [Fact]
    public void Decisions_of_late_bring_what_is_left_of_their_window()
    {
        var day = new Day { Number = (long)(Now.AddDays(-3) - DateTimeOffset.UnixEpoch).TotalDays, Decisions = 700 };

        var forecast = Of(Known with { IsPaused = true, Open = [day] }).Forecast(0);

        // They are two and a half days old, of seven.
        Assert.Equal(0.099 * 700 * (4.5 / 7), forecast.Expected, 0.1);
    }

    [Theory]
    [InlineData(980, 1, 0, "yes")]
    [InlineData(980, 500, 0, "no")]
    [InlineData(980, 7, 0, "not yet knowable")]
    [InlineData(99, 500, 0, "not yet knowable")]
    [InlineData(0, 5, 5, "yes")]
    public void The_verdict_is_yes_or_no_only_where_evidence_carries_it(int matured, int target, int reached, string expected)
    {
        var outlook = new Outlook(Known with { Matured = matured, Earned = matured / 10 }, GoalOf(target), Now);

        var (verdict, because) = outlook.Judge(outlook.Forecast(reached), reached);

        Assert.Equal(expected, FollowUpAgent.Scenarios.ScenariosModule.ToText(verdict));
        Assert.NotEmpty(because);
    }

    [Fact]
    public void A_week_begins_on_Monday_a_month_on_the_first_and_a_deadline_includes_its_day()
    {
        var sunday = new DateTimeOffset(2026, 3, 1, 23, 0, 0, TimeSpan.Zero);

        Assert.Equal((Day(2026, 2, 23), Day(2026, 3, 2)), (GoalOf(1) with { Per = GoalPeriod.Week, Deadline = null }).SpanAt(sunday));
        Assert.Equal((Day(2026, 3, 1), Day(2026, 4, 1)), (GoalOf(1) with { Per = GoalPeriod.Month, Deadline = null }).SpanAt(sunday));
        Assert.Equal((Day(2026, 3, 5), Day(2026, 3, 31)), (GoalOf(1) with { From = new DateOnly(2026, 3, 5) }).SpanAt(sunday));
    }

    [Fact]
    public void Every_fault_of_a_goal_is_named()
    {
        var faults = GoalOptions.Faults(
            new Dictionary<string, GoalOptions?>
            {
                ["Big One"] = new() { Outcome = "sales", Target = 0, Per = GoalPeriod.Week, Deadline = "soon", Budget = new GoalBudgetOptions { Sends = -1 } },
                ["early"] = new() { Outcome = "goal", Target = 1, Deadline = "2026-01-01", From = "2026-02-01" },
            },
            ["goal", "click"]);

        Assert.Equal(
            ["Goals:Big One", "Goals:Big One:Outcome", "Goals:Big One:Target", "Goals:Big One", "Goals:Big One:Deadline", "Goals:Big One:Budget:Sends", "Goals:early:From"],
            faults.Select(f => f.Key));
    }

    private static Outlook Of(Evidence evidence) => new(evidence, GoalOf(40), Now);

    private static Goal GoalOf(int target) => new()
    {
        Key = "clicks",
        Outcome = new Outcome("click", 1, TimeSpan.FromDays(7), 0.05),
        Target = target,
        Deadline = new DateOnly(2026, 3, 30),
    };

    private static DateTimeOffset Day(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);
}
