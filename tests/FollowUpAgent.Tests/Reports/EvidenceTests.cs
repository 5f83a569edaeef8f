using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Reports.Evidence;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Reports;

/// <summary>Expected figures were worked out by hand, with t quantiles from a printed table.</summary>
public sealed class EvidenceTests
{
    [Fact]
    public void A_mean_has_the_interval_of_Students_t()
    {
        var moments = Of(1, 2, 3, 4);

        Assert.Equal(2.5, moments.Mean);
        Assert.Equal(5.0 / 12, moments.SquaredError!.Value, 10);
        // 2.5 ± 3.182446 · 0.645497
        Assert.Equal(0.445740, moments.Interval!.Low, 5);
        Assert.Equal(4.554260, moments.Interval.High, 5);
    }

    [Fact]
    public void Contacts_of_one_company_count_as_one_observation()
    {
        // Three companies with rewards 3, 1, 0 and 2, 1, 1 contacts: residuals 1, 0, -1 around the mean of 1.
        var moments = new Moments(3, 4, 4, 10, (3 * 2) + 1, 4 + 1 + 1, 3);

        Assert.Equal(2.0 * 3 / 2 / 16, moments.SquaredError!.Value, 10);
    }

    [Fact]
    public void A_difference_has_the_interval_of_Welch()
    {
        var uplift = Uplift.Of("control", Of([.. Ones(20, 100)]), Of([.. Ones(10, 100)]));

        Assert.Equal(0.1, uplift.Difference, 10);
        // Variances 16/9900 and 9/9900, 183.6 degrees of freedom, t = 1.97296.
        Assert.Equal(0.00086, uplift.Interval!.Low, 4);
        Assert.Equal(0.19914, uplift.Interval.High, 4);
    }

    [Fact]
    public void An_interval_that_holds_at_every_look_is_wider_and_decides()
    {
        var uplift = Uplift.Of("control", Of([.. Ones(20, 100)]), Of([.. Ones(10, 100)]));

        // One look alone would say "better".
        Assert.True(uplift.Interval!.Low > 0);
        Assert.Equal(0.1 - 0.18911, uplift.AlwaysValid!.Low, 4);
        Assert.Equal(Verdict.NotEnough, uplift.Verdict);
        Assert.InRange(uplift.MoreContacts!.Value, 500, 3000);
    }

    [Fact]
    public void The_smallest_knowable_difference_is_told_in_four_of_five_cases()
    {
        var knowable = Uplift.Of("control", Of([.. Ones(300, 3000)]), Of([.. Ones(300, 3000)])).SmallestKnowable!.Value;
        var told = 0;
        for (var run = 0; run < 400; run++)
        {
            var chance = new SeededUniforms(run);
            var (mine, theirs) = (Enumerable.Range(0, 3000).Count(_ => chance.Next() < 0.1 + (knowable / 2)), Enumerable.Range(0, 3000).Count(_ => chance.Next() < 0.1 - (knowable / 2)));
            told += Uplift.Of("control", Of([.. Ones(mine, 3000)]), Of([.. Ones(theirs, 3000)])).Verdict is Verdict.Better ? 1 : 0;
        }

        Assert.InRange(told, 290, 350);
    }

    [Fact]
    public void As_many_contacts_more_as_it_asks_for_do_tell_the_difference()
    {
        var now = Uplift.Of("control", Of([.. Ones(20, 100)]), Of([.. Ones(10, 100)]));
        var factor = (int)Math.Ceiling((200.0 + now.MoreContacts!.Value) / 200);

        var then = Uplift.Of("control", Of([.. Ones(20 * factor, 100 * factor)]), Of([.. Ones(10 * factor, 100 * factor)]));

        Assert.Equal(Verdict.Better, then.Verdict);
        Assert.Null(then.MoreContacts);
    }

    [Theory]
    [InlineData(300, 100, Verdict.Better)]
    [InlineData(100, 300, Verdict.Worse)]
    [InlineData(200, 200, Verdict.NotEnough)]
    public void The_verdict_goes_by_the_interval(int treatment, int control, object expected) =>
        Assert.Equal((Verdict)expected, Uplift.Of("control", Of([.. Ones(treatment, 1000)]), Of([.. Ones(control, 1000)])).Verdict);

    [Fact]
    public void Equal_groups_that_are_large_enough_are_not_worse() =>
        Assert.Equal(Verdict.NotWorse, Uplift.Of("control", Of([.. Ones(50_000, 100_000)]), Of([.. Ones(50_000, 100_000)])).Verdict);

    [Fact]
    public void A_handful_of_contacts_is_never_enough_evidence()
    {
        var uplift = Uplift.Of("control", Of(10, 10, 10, 9), Of(0, 0, 0, 0.1));

        Assert.Equal(Verdict.NotEnough, uplift.Verdict);
        Assert.True(uplift.MoreContacts >= 52);
    }

    [Theory]
    [InlineData(0.8, 0.01, 400)]
    [InlineData(0.8, 0.03, 60)]
    [InlineData(0.89, 0.03, 200)]
    public void Reported_weekly_for_a_year_an_agent_without_effect_seldom_gets_a_verdict(double share, double rate, int contactsAWeek)
    {
        var (worlds, verdicts) = (TestScale.Times(100), 0);
        for (var run = 0; run < worlds; run++)
        {
            var chance = new SeededUniforms(run);
            var (treatment, control) = (Of(), Of());
            var isSaid = false;
            for (var week = 0; week < 52; week++)
            {
                var inTreatment = Enumerable.Range(0, contactsAWeek).Count(_ => chance.Next() < share);
                treatment += Of([.. Ones(Enumerable.Range(0, inTreatment).Count(_ => chance.Next() < rate), inTreatment)]);
                control += Of([.. Ones(Enumerable.Range(0, contactsAWeek - inTreatment).Count(_ => chance.Next() < rate), contactsAWeek - inTreatment)]);
                isSaid |= Uplift.Of("control", treatment, control).Verdict is Verdict.Better or Verdict.Worse;
            }

            verdicts += isSaid ? 1 : 0;
        }

        // A thousand years measured: 1.6, 2.4 and 2.9 %.
        Assert.True(verdicts <= (0.065 * worlds) + (worlds < 1000 ? 3 * Math.Sqrt(0.065 * 0.935 * worlds) : 0), $"{verdicts} of {worlds}");
    }

    public static TheoryData<double[], double[]> Degenerate => new()
    {
        { [], [] },
        { [1], [] },
        { [1], [1] },
        { [0, 0, 0], [0, 0, 0] },
        { [1, 1, 1], [1, 1, 1] },
        { [5, 5], [0] },
    };

    [Theory]
    [MemberData(nameof(Degenerate))]
    public void Nothing_is_divided_by_nothing(double[] treatment, double[] control)
    {
        var uplift = Uplift.Of("control", Of(treatment), Of(control));

        Assert.True(double.IsFinite(uplift.Difference));
        Assert.Null(uplift.Interval);
        Assert.Null(uplift.AlwaysValid);
        Assert.Null(uplift.SmallestKnowable);
        Assert.Equal(Verdict.NotEnough, uplift.Verdict);
    }

    [Fact]
    public void A_variant_drawn_rarely_is_not_undervalued_by_its_rarity()
    {
        // Drawn with .9 and .1: plain sums would compare 9 with 1 of each kind.
        var often = Sums("often", Weighted(0.9, 90, 9), WeightedMoments.None);
        var rarely = Sums("rarely", Weighted(0.1, 10, 4), WeightedMoments.None);

        var evidence = VariantEvidence.Of([often, rarely]).ToList();

        Assert.Equal(0.1, evidence[0].Mean, 10);
        Assert.Equal(0.4, evidence[1].Mean, 10);
        Assert.True(evidence[1].ChanceBetter > 0.8);
    }

    [Fact]
    public void Control_is_counted_plainly_and_joined_with_treatment_by_precision()
    {
        // Both parts say .2 against .1; two answers are surer than one.
        var alone = VariantEvidence.Of([Sums("a", Weighted(0.5, 100, 20), WeightedMoments.None), Sums("b", Weighted(0.5, 100, 10), WeightedMoments.None)]).First();
        var joined = VariantEvidence.Of([Sums("a", Weighted(0.5, 100, 20), Weighted(1, 100, 20)), Sums("b", Weighted(0.5, 100, 10), Weighted(1, 100, 10))]).First();

        Assert.Equal(0.2, joined.Mean, 10);
        Assert.True(joined.ChanceBetter > alone.ChanceBetter);
        // z = .1 / sqrt(16/9900 + 9/9900), Φ = .9767; 30 rewards of the step.
        Assert.Equal(0.9767, alone.ChanceBetter!.Value, 3);
        Assert.Equal(EvidenceLabel.Works, alone.Label);
    }

    [Theory]
    [InlineData(12, 8, EvidenceLabel.Hint)]
    [InlineData(10, 10, EvidenceLabel.Unknown)]
    [InlineData(2, 20, EvidenceLabel.Unknown)]
    [InlineData(5, 40, EvidenceLabel.Weaker)]
    public void A_label_needs_probability_and_rewards(int mine, int other, object expected)
    {
        var evidence = VariantEvidence.Of([Sums("mine", Weighted(0.5, 100, mine), WeightedMoments.None), Sums("other", Weighted(0.5, 100, other), WeightedMoments.None)]).First();

        Assert.Equal((EvidenceLabel)expected, evidence.Label);
    }

    [Fact]
    public void A_variant_alone_is_compared_with_nobody()
    {
        var evidence = VariantEvidence.Of([Sums("only", Weighted(1, 10, 5), WeightedMoments.None)]).Single();

        Assert.Equal(EvidenceLabel.Alone, evidence.Label);
        Assert.Null(evidence.ChanceBetter);
        Assert.Null(evidence.MoreSends);
    }

    [Fact]
    public void Sends_without_any_reward_say_nothing_and_break_nothing()
    {
        var evidence = VariantEvidence.Of([Sums("a", Weighted(0.5, 1, 0), WeightedMoments.None), Sums("b", Weighted(0.5, 40, 0), Weighted(1, 3, 0))]).ToList();

        Assert.All(evidence, v => Assert.Equal(EvidenceLabel.Unknown, v.Label));
        Assert.All(evidence, v => Assert.Null(v.Interval));
        Assert.All(evidence, v => Assert.Equal(0, v.Mean));
    }

    private static IEnumerable<double> Ones(int ones, int of) => Enumerable.Range(0, of).Select(i => i < ones ? 1.0 : 0.0);

    private static Moments Of(params double[] rewards) => new(
        rewards.Length, rewards.Length, rewards.Sum(), rewards.Sum(r => r * r), rewards.Sum(), rewards.Length, rewards.Count(r => r != 0));

    private static WeightedMoments Weighted(double propensity, int sends, int rewarded)
    {
        var w = 1 / propensity;
        return new WeightedMoments(sends, w * sends, w * rewarded, w * w * sends, w * w * rewarded, w * w * rewarded, rewarded);
    }

    private static VariantSums Sums(string variant, WeightedMoments drawn, WeightedMoments chance) =>
        new("hello", "first", variant, drawn, chance, new Dictionary<string, long>());
}
