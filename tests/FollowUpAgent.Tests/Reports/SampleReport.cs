using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Evidence;
using FollowUpAgent.Scenarios.Scoreboard;

namespace FollowUpAgent.Tests.Reports;

/// <summary>A small week with everything a report can hold.</summary>
internal static class SampleReport
{
    private static readonly DateTimeOffset Monday = IsoWeek.TryParse("2026-W10")!.From;

    public static WeeklyReport Make(string variant = "asking@3f2a", string sender = "anna")
    {
        var treatment = Group("treatment", 120, 18, 0.412, new Interval(0.281, 0.543));
        var control = Group("control", 20, 1, 0.205, null);
        var uplift = new Uplift("control", 0.207, new Interval(-0.02, 0.434), new Interval(-0.231, 0.645), Verdict.NotEnough, 1234, 0.535);
        var report = new WeeklyReport
        {
            Week = "2026-W10",
            From = Monday,
            Until = Monday.AddDays(7),
            MadeAt = Monday.AddDays(7).AddHours(4),
            IsOver = true,
            ComparedSince = Monday.AddDays(-77),
            Headline = [],
            Goals = [new OutcomeWeek(OutcomeCatalog.Goal, 10, 3, 1) { Targets = [new TargetWeek("meetings", 40, 11, Monday.AddDays(30), 26.4, 17, 37, "no")] }, new OutcomeWeek(OutcomeCatalog.PositiveReply, 1, 1, 4), new OutcomeWeek(OutcomeCatalog.Click, 0.15, 9, 0), new OutcomeWeek(OutcomeCatalog.UnsubscribeOrNegative, -2, 0, 0)],
            Groups = [treatment, control],
            Uplift = [uplift],
            Ratio = new GroupRatio(new Dictionary<string, long> { ["treatment"] = 360, ["control"] = 60 }, 0.4),
            Works = [Variant(variant, 0.971, EvidenceLabel.Works, 0.52, null)],
            NotYetKnowable = [Variant("plain@77b0", 0.61, EvidenceLabel.Unknown, 0.31, 2400)],
            Exploration = new ExplorationWeek
            {
                Choices = 260,
                TriedShare = 0.38,
                CostPerDecision = 0.0123,
                Cost = 1.7,
                Tried = [new TriedVariant("hello", "first", variant, 31)],
                Control = new ControlCost(20, 4.14, new Interval(-4.62, 12.9)),
            },
            Deliverability = [new SenderWeek(sender, 140, 1, 0, 9, 0, 2)],
            Readings = [new ReadingWeek("opened", 41, 63), new ReadingWeek("clicked", 1, 12)],
            Tasks = new TaskWeek(
                new TaskFigures(null, 3, 98.4, 4, 5.25), [new TaskFigures(null, 1, 98.4, 0, null), new TaskFigures("anna@acme.test", 2, 20, 4, 5.25)]),
            People = new PeopleWeek(
                [new PersonWeek("anna", 31, 4, 14, 1, 0), new PersonWeek(null, 0, 0, 0, 0, 6)],
                [new OverrideEstimate("changed", 4, 4, null, null, null), new OverrideEstimate("skipped", 30, 28, 0.0211, -0.004, 0.046)],
                new CoinMeasure(25, 31, 0.012, -0.03, 0.054),
                [new Habit("hello", "nudge", HabitScope.Language, "nl", "skipped", 14, 15, 0.75, "anna") { Changes = new Dictionary<string, string> { ["Guardrails:hello-nudge:Kind"] = "never" } }]),
            Forecasts = new ForecastWeek(
                [new ForecastOutcome(OutcomeCatalog.Goal, 4.2, 1, 9)],
                [new ForecastOutcome(OutcomeCatalog.Goal, 8.9, 4, 15) { Happened = 3, IsInside = false }],
                [
                    new AdoptedForecast("meetings-first", "anna", Monday.AddDays(-20), 812, [new ForecastOutcome("reward", 310.4, 280, 341.5) { Happened = 300.1, IsInside = true }]),
                    new AdoptedForecast("fewer-mails", "anna", Monday.AddDays(3), 12, []),
                ]),
            Models = new ModelWeek("beta-thompson/1", Monday.AddDays(6).AddHours(2), 1520, ["a count is impossible"])
            {
                Changes = [new ModelChange(Monday.AddDays(5).AddHours(2), "shadow", "not-enough-evidence", "Spread 0.5 to 0.25", "too few rewards", 3400, 210, 0.31, 0.29)],
                Drift = [new VariantDrift(Monday.AddDays(4).AddHours(2), "hello", "first", variant, OutcomeCatalog.Goal, "worse", 12.4, 2)],
            },
            LoopHealth = [new HealthReading("database", HealthState.Ok, "answered"), new HealthReading("events", HealthState.Warning, "2 not understood", "See the log.")],
            Proposals = [Sentence.Of("proposal.bounced", 9 / 140.0, sender), Sentence.Of("proposal.refused", 1, "a count is impossible")],
        };
        return report with { Headline = [.. Headlines.Of(report, 96)] };
    }

    public static WeeklyReport Quiet() => Make() with
    {
        Headline = [Sentence.Of("headline.quiet")],
        Goals = [.. Make().Goals.Select(g => g with { Count = 0, Targets = [] })],
        Groups = [],
        Uplift = [],
        Works = [],
        NotYetKnowable = [],
        Exploration = null,
        Deliverability = [],
        Readings = [],
        Tasks = null,
        People = null,
        Forecasts = null,
        Models = null,
        LoopHealth = [new HealthReading("database", HealthState.Ok, "answered")],
        Proposals = [Sentence.Of("proposal.enroll")],
    };

    private static GroupWeek Group(string group, long contacts, long skipped, double reward, Interval? interval) => new()
    {
        Group = group,
        Entered = contacts / 4,
        Active = contacts,
        Sent = contacts,
        Skipped = skipped,
        Lapsed = skipped / 2,
        Bounced = contacts / 15,
        Complained = 0,
        Outcomes = new Dictionary<string, long> { [OutcomeCatalog.Goal] = contacts / 40, [OutcomeCatalog.Click] = contacts / 15 },
        Compared = contacts * 3,
        RewardPerContact = reward,
        Interval = interval,
    };

    private static VariantEvidence Variant(string name, double chance, EvidenceLabel label, double mean, long? more) => new(
        "hello",
        "first",
        name,
        210,
        new Dictionary<string, double> { [OutcomeCatalog.Goal] = 0.02, [OutcomeCatalog.Click] = 0.081 },
        mean,
        new Interval(mean - 0.1, mean + 0.1),
        chance,
        label,
        more);
}
