using FollowUpAgent.Decisions.Guarding;

namespace FollowUpAgent.Tests.Decisions.Guarding;

public sealed class ContradictionTests
{
    private static readonly GuardedStep[] Steps = [new("hello", "first", RandomRules.Variants)];
    private static readonly Segment Dutch = Of("dutch", ("language", ["nl"]));
    private static readonly Segment Belgian = Of("belgian", ("country", ["BE"]));
    private static readonly Segment German = Of("german", ("language", ["de", "at"]));

    [Fact]
    public void Shares_that_add_up_to_more_than_one_are_named_together() =>
        Assert.Equal(["a, b"], Found(AtLeast("a", "plain", 0.6), AtLeast("b", "asking", 0.5), AtLeast("c", "story", 0.1)));

    [Fact]
    public void A_least_above_a_most_of_the_same_is_named() =>
        Assert.Equal(["a, b"], Found(AtLeast("a", "plain", 0.6), Share("b", GuardrailKind.AtMost, "plain", 0.5)));

    [Fact]
    public void What_is_forbidden_cannot_be_asked_for() =>
        Assert.Equal(["a, b"], Found(AtLeast("a", "plain", 0.1), Share("b", GuardrailKind.Never, "plain", 0)));

    [Fact]
    public void Rules_for_people_of_whom_nobody_is_both_do_not_contradict() =>
        Assert.Empty(Found(AtLeast("a", "plain", 0.6) with { Segment = Dutch }, AtLeast("b", "asking", 0.6) with { Segment = German }));

    [Fact]
    public void Rules_for_people_of_whom_some_are_both_do() =>
        Assert.Equal(["a, b"], Found(AtLeast("a", "plain", 0.6) with { Segment = Dutch }, AtLeast("b", "asking", 0.6) with { Segment = Belgian }));

    [Fact]
    public void Three_segments_that_overlap_two_by_two_and_never_all_at_once_leave_their_rules_at_peace()
    {
        var rules = new[] { ("a", new[] { "nl", "de" }, "plain"), ("b", ["de", "fr"], "asking"), ("c", ["fr", "nl"], "story") }
            .Select(r => AtLeast(r.Item1, r.Item3, 0.4) with { Segment = Of(r.Item1, ("language", r.Item2)) });

        Assert.Empty(Found([.. rules]));
    }

    [Fact]
    public void Rules_that_never_hold_on_the_same_day_do_not_contradict()
    {
        var turn = new DateOnly(2026, 6, 1);

        Assert.Empty(Found(AtLeast("a", "plain", 0.6) with { Until = turn }, AtLeast("b", "asking", 0.6) with { From = turn }));
        Assert.Equal(["a, b"], Found(AtLeast("a", "plain", 0.6) with { Until = turn.AddDays(1) }, AtLeast("b", "asking", 0.6) with { From = turn }));
    }

    [Fact]
    public void A_share_of_every_variant_that_a_step_has_cannot_be_less_than_one()
    {
        GuardedStep[] formal = [new("hello", "first", [.. RandomRules.Variants.Where(v => v.Traits["tone"] == "formal")])];
        var rule = new Guardrail { Key = "a", Kind = GuardrailKind.AtMost, Owner = "anna", Reason = "r", Trait = ("tone", "formal"), Share = 0.5 };

        var found = Contradictions.In(new Guardrails([rule]), formal);

        Assert.Equal("Guardrails:a is 'at most 0.5 tone=formal (anna)': expected a rule that can be kept at hello/first: give it other variants, another share or another step.", Assert.Single(found).ToFault().ToString());
    }

    [Fact]
    public void A_fault_names_both_rules_who_answers_for_them_and_what_to_do()
    {
        var fault = Assert.Single(Contradictions.In(
            new Guardrails([AtLeast("a", "plain", 0.6), Share("b", GuardrailKind.AtMost, "plain", 0.5) with { Owner = "bob" }]), Steps)).ToFault();

        Assert.Equal(
            "Guardrails:a is 'at least 0.6 variant plain (anna)': expected no contradiction at hello/first with Guardrails:b, at most 0.5 variant plain (bob): "
            + "change one of the shares, or part their segments, steps or dates.",
            fault.ToString());
    }

    [Fact]
    public void Shares_of_volume_contradict_too()
    {
        Assert.Equal(["a, b"], Found(Volume("a", GuardrailKind.AtLeast, Dutch, 0.6), Volume("b", GuardrailKind.AtLeast, German, 0.5)));
        Assert.Empty(Found(Volume("a", GuardrailKind.AtLeast, Dutch, 0.6), Volume("b", GuardrailKind.AtLeast, Belgian, 0.5)));
    }

    [Fact]
    public void Rules_that_together_forbid_every_variant_are_found()
    {
        var rules = new Guardrails(
        [
            new Guardrail { Key = "a", Kind = GuardrailKind.Never, Owner = "anna", Reason = "r", Trait = ("tone", "formal") },
            new Guardrail { Key = "b", Kind = GuardrailKind.Never, Owner = "anna", Reason = "r", Trait = ("tone", "warm"), Segment = Dutch },
            new Guardrail { Key = "c", Kind = GuardrailKind.Never, Owner = "anna", Reason = "r", Variant = "plain" },
        ]);

        Assert.Equal(["a, b"], Contradictions.WithoutAction(rules, Steps).Select(c => c.Names));
    }

    [Fact]
    public void Whatever_is_found_free_of_contradictions_leaves_every_contact_something_to_be_sent()
    {
        var free = 0;
        for (var seed = 1UL; seed <= 400; seed++)
        {
            var random = new RandomRules(seed);
            var rules = random.Rules();
            GuardedStep[] steps = [new("hello", "first", RandomRules.Variants)];
            if (rules.All.Any(r => r.Kind is GuardrailKind.Never && !r.NamesVariants) || Contradictions.In(rules, steps).Count > 0 || Contradictions.WithoutAction(rules, steps).Count > 0)
            {
                continue;
            }

            free++;
            for (var i = 0; i < 50; i++)
            {
                var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(random.Below(365));
                var facts = new SegmentFacts(random.Contact(), random.Engaged(now), now);
                Assert.NotEmpty(rules.At("hello", "first", RandomRules.Variants, facts, now).Variants);
            }
        }

        Assert.True(free > 100, $"{free}");
    }

    private static IEnumerable<string> Found(params Guardrail[] rules) => Contradictions.In(new Guardrails(rules), Steps).Select(c => c.Names);

    private static Guardrail AtLeast(string key, string variant, double share) => Share(key, GuardrailKind.AtLeast, variant, share);

    private static Guardrail Share(string key, GuardrailKind kind, string variant, double share) =>
        new() { Key = key, Kind = kind, Owner = "anna", Reason = "r", Variant = variant, Share = share };

    private static Guardrail Volume(string key, GuardrailKind kind, Segment segment, double share) =>
        new() { Key = key, Kind = kind, Owner = "anna", Reason = "r", Segment = segment, Share = share, IsOfVolume = true };

    private static Segment Of(string key, params (string Fact, string[] Values)[] values) =>
        new(key, values.ToDictionary(v => v.Fact, v => (IReadOnlyList<string>)v.Values));
}
