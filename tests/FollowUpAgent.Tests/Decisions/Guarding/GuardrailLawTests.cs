using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Decisions.Guarding;

/// <summary>The laws that hold for every decision, whatever the rules, the contact and the clock.</summary>
public sealed class GuardrailLawTests
{
    private static readonly Group[] Groups = [Group.Treatment, Group.Control, Group.Baseline, Group.Holdout];

    private static readonly Served[] Snapshots =
    [
        new(new SnapshotId(Guid.Parse("01990000-0000-7000-8000-000000000001")), FittedRecipe.OfPriors),
        new(
            new SnapshotId(Guid.Parse("01990000-0000-7000-8000-000000000002")),
            SampleRecipe.Of("hello", "first", ("d0-day", RandomRules.Variants[0].Version, 600, 300), ("d0-day", RandomRules.Variants[1].Version, 600, 5))),
    ];

    [Fact]
    public void No_guardrail_is_ever_broken_and_no_probability_departs_from_its_bounds()
    {
        var decider = NewDecider();
        var (decisions, bounded, closed) = (0, 0, 0);
        for (var seed = 1UL; decisions < TestScale.Times(10_000); seed++)
        {
            var random = new RandomRules(seed);
            var rules = random.Rules();
            for (var i = 0; i < 20; i++)
            {
                var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Below(365 * 24 * 60));
                var facts = new SegmentFacts(random.Contact(), random.Engaged(now), now);
                var step = random.Below(2) == 0 ? "first" : "second";
                var here = rules.All.Where(r => Applies(r, step, facts, now)).ToList();
                foreach (var decided in Decide(decider, rules, random, facts, step, now))
                {
                    var row = decided with { Sequence = "hello", Step = step };
                    decisions++;
                    Check(row, here);
                    bounded += row.Rules.Contains("bounded", StringComparison.Ordinal) ? 1 : 0;
                    closed += row.Actions == """["skip"]""" ? 1 : 0;
                }
            }
        }

        Assert.True(bounded > decisions / 20 && closed > decisions / 100, $"{bounded} bounded and {closed} closed of {decisions}");
    }

    [Fact]
    public void What_is_drawn_under_bounds_comes_as_often_as_the_ledger_says()
    {
        var decider = NewDecider();
        foreach (var group in Groups.SkipLast(1))
        {
            RuleApplied[] rules = [RuleApplied.Bounding("r", [RandomRules.Variants[1], RandomRules.Variants[3]], 0.7, 1)];
            var (drawn, p) = (new double[4], Array.Empty<double>());
            for (var i = 1; i <= 4000; i++)
            {
                var row = decider.Decide(Ask(new DecisionId(new Guid(i, 0, 0, new byte[8])), Decision.Which, group, RandomRules.Variants, rules, Snapshots[1], "first")).Row;
                p = JsonSerializer.Deserialize<double[]>(row.Propensities)!;
                drawn[JsonSerializer.Deserialize<List<string>>(row.Actions)!.IndexOf(row.Chosen)]++;
            }

            // 16.3 is the .999 quantile of chi-square with three degrees of freedom.
            Assert.InRange(Enumerable.Range(0, 4).Where(k => p[k] > 0).Sum(k => Math.Pow(drawn[k] - (4000 * p[k]), 2) / (4000 * p[k])), 0, 16.3);
            Assert.True(p[1] + p[3] >= 0.7 - ShareBounds.Tolerance);
        }
    }

    [Fact]
    public void Sending_is_bounded_in_every_group_that_sends()
    {
        var decider = NewDecider();
        RuleApplied[] rules = [RuleApplied.Bounding("r", [], 0, 0.3)];
        foreach (var group in Groups)
        {
            var row = decider.Decide(Ask(new DecisionId(new Guid(1, 0, 0, new byte[8])), Decision.When, group, RandomRules.Variants, rules, Snapshots[1], "first")).Row;

            var p = JsonSerializer.Deserialize<double[]>(row.Propensities)!;
            Assert.Equal(1, p.Sum(), 12);
            Assert.True(p.SkipLast(1).Sum() <= 0.3 + ShareBounds.Tolerance);
            Assert.Equal(group is Group.Holdout ? 1 : 0.7, p[^1], 9);
        }
    }

    private static IEnumerable<Decision> Decide(Decider decider, Guardrails rules, RandomRules random, SegmentFacts facts, string step, DateTimeOffset now)
    {
        var (left, applied) = rules.At("hello", step, RandomRules.Variants, facts, now);
        var id = new DecisionId(new Guid(random.Below(int.MaxValue), (short)random.Below(short.MaxValue), 0, new byte[8]));
        var group = Groups[random.Below(4)];
        var snapshot = Snapshots[random.Below(2)];
        var when = decider.Decide(Ask(id, Decision.When, group, left, applied, snapshot, step)).Row;
        yield return when;
        if (when.Chosen != Decision.Skip)
        {
            yield return decider.Decide(Ask(id, Decision.Which, group, left, applied, snapshot, step)).Row;
        }
    }

    private static void Check(Decision row, List<Guardrail> here)
    {
        var actions = JsonSerializer.Deserialize<List<string>>(row.Actions)!;
        var p = JsonSerializer.Deserialize<double[]>(row.Propensities)!;
        Assert.Equal(1, p.Sum(), 9);
        Assert.All(p, x => Assert.InRange(x, 0, 1 + 1e-9));
        Assert.Equal(row.Chosen, Replay.Draw(row));
        Assert.Equal(p[actions.IndexOf(row.Chosen)], row.Propensity);
        if (row.SnapshotId is { } id)
        {
            Assert.Equal(p, Replay.Weigh(row, Snapshots.Single(s => s.Id == id), RandomRules.Variants));
        }

        if (row.Stage == Decision.When)
        {
            return;
        }

        foreach (var rule in here)
        {
            var share = actions.Zip(p).Where(a => rule.Names(RandomRules.Variants.Single(v => v.Version == a.First))).Sum(a => a.Second);
            var (least, most) = rule.Kind is GuardrailKind.Never ? (0, rule.NamesVariants ? 0 : -1) : (rule.Least, rule.Most);
            Assert.InRange(share, least - ShareBounds.Tolerance, most + ShareBounds.Tolerance);
        }
    }

    // Written a second time on purpose: the law must not be checked by the code that has to keep it.
    private static bool Applies(Guardrail rule, string step, SegmentFacts facts, DateTimeOffset now)
    {
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        return day >= rule.From && day < rule.Until && (rule.Step is null || rule.Step == step)
            && (rule.Segment?.Values.All(v => facts.Of(v.Key) is { } value && v.Value.Any(x => x.Equals(value, StringComparison.OrdinalIgnoreCase))) ?? true);
    }

    private static Question Ask(
        DecisionId id, string stage, Group group, IReadOnlyList<Variant> variants, IReadOnlyList<RuleApplied> rules, Served snapshot, string step) => new(
        id,
        stage,
        "hello",
        step,
        group,
        stage == Decision.Which ? [.. variants.Select(v => v.Version)] : variants.Count == 0 ? [Decision.Skip] : ["d0-day", "d1-day", Decision.Skip],
        rules,
        "{}",
        snapshot,
        variants,
        stage == Decision.Which ? "d0-day" : null);

    private static Decider NewDecider() => new(new DecisionsOptions(), OutcomeCatalog.From(new Dictionary<string, OutcomeOptions?>(), new Dictionary<string, SegmentOptions?>()));
}
