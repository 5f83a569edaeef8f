using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Learning.Tests.Outcomes;
using FsCheck;
using FsCheck.Fluent;

namespace FollowUpAgent.Learning.Tests.Policies;

public sealed class TwoStagePolicyTests
{
    private const string Slot = "d0-morning";
    private static readonly Variant[] Both = [SampleLog.Plain, SampleLog.Asking];
    private static readonly WeightedOutcome Goal = new(SampleLog.Outcome, 1, SampleLog.Rate);
    private static readonly TwoStagePolicy Policy = new([Goal], Spread: 1, Floor: 0, Draws: 20_000);

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.5)]
    public void Two_variants_are_chosen_as_the_closed_form_of_two_normals_says(double spread)
    {
        var sample = new SampleLog().Add(SampleLog.Plain, 800, 30).Add(SampleLog.Asking, 700, 20);
        var set = sample.Set();
        var prior = new Prior(set.Schema, SampleLog.Rate, PriorScales.Default);
        var fit = Laplace.Fit(set, prior)!;
        var recipe = Recipe(set.Schema, new HierarchicalModel(set.Schema, "goal", SampleLog.Rate, PriorScales.Default, fit.Mean, fit.Factor));
        var difference = MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense(set.Schema.Count);
        foreach (var (variant, sign) in new[] { (SampleLog.Plain, 1.0), (SampleLog.Asking, -1.0) })
        {
            foreach (var (feature, value) in Features(set.Schema, variant))
            {
                difference[feature] += sign * value;
            }
        }

        var mean = difference * MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense(fit.Mean);
        var expected = MathNet.Numerics.Distributions.Normal.CDF(0, 1, mean / (spread * Math.Sqrt(difference * (Covariance.Of(fit, prior) * difference))));

        var forecast = (Policy with { Spread = spread }).Which(recipe, SampleLog.Situation(), Slot, Both);

        Assert.Equal(expected, forecast.Probabilities[0], 0.012);
        Assert.InRange(expected, 0.55, 0.98);
    }

    [Fact]
    public void The_share_of_wins_agrees_with_the_exact_sum_for_two_beta_posteriors()
    {
        // Miller's closed form for P(Beta(20,481) > Beta(13,488)) is .89606. With wide priors Laplace on the logit scale is near to it.
        var set = new SampleLog().Add(SampleLog.Plain, 499, 19).Add(SampleLog.Asking, 499, 12).Set();
        var prior = new Prior(set.Schema, 0.03, PriorScales.Default);
        for (var i = 0; i < prior.Precisions.Length; i++)
        {
            prior.Precisions[i] = set.Schema.BlockOf(i) is FeatureBlock.Variant ? 1e-3 : 1e9;
        }

        var fit = Laplace.Fit(set, prior)!;
        var recipe = Recipe(set.Schema, new HierarchicalModel(set.Schema, "goal", 0.03, PriorScales.Default, fit.Mean, fit.Factor));

        Assert.Equal(0.89606, Policy.Which(recipe, SampleLog.Situation(), Slot, Both).Probabilities[0], 0.012);
    }

    [Fact]
    public void Before_anything_is_seen_all_variants_are_alike_and_sending_beats_skipping()
    {
        var which = Policy.Which(FittedRecipe.OfPriors, SampleLog.Situation(), Slot, Both);
        var when = (Policy with { Spread = 0.5 }).When(FittedRecipe.OfPriors, SampleLog.Situation(), ["d0-morning", "d1-noon", "d2-evening"], Both, withSkip: true);

        Assert.All(which.Probabilities, p => Assert.Equal(0.5, p, 0.02));
        Assert.All(when.Probabilities.SkipLast(1), p => Assert.Equal(1.0 / 3, p, 0.03));
        Assert.True(when.Probabilities[^1] < 0.02);
        Assert.True(when.Means[^1] < when.Means[0] / 2);
    }

    [Fact]
    public void A_slot_is_worth_what_its_variants_are_at_their_probabilities()
    {
        var recipe = new SampleLog().Add(SampleLog.Plain, 3000, 300).Add(SampleLog.Asking, 3000, 30).Recipe();

        var slot = Policy.When(recipe, SampleLog.Situation(), [Slot], Both, withSkip: false).Means[0];
        var which = Policy.Which(recipe, SampleLog.Situation(), Slot, Both);

        Assert.Equal(which.Means.Zip(which.Probabilities, (m, p) => m * p).Sum(), slot, 1e-9);
        Assert.Equal(0.1, slot, 0.02);
    }

    [Fact]
    public void An_outcome_with_a_negative_weight_counts_against_an_action()
    {
        var recipe = new SampleLog().Add(SampleLog.Plain, 2000, 100).Add(SampleLog.Asking, 2000, 20).Recipe();

        var forecast = (Policy with { Outcomes = [Goal with { Weight = -2 }] }).Which(recipe, SampleLog.Situation(), Slot, Both);

        Assert.True(forecast.Probabilities[1] > 0.99);
        Assert.True(forecast.Means[0] < forecast.Means[1] && forecast.Means[1] < 0);
    }

    [Fact]
    public void An_outcome_that_nobody_sees_brings_no_chance_into_the_choice()
    {
        var recipe = new SampleLog().Add(SampleLog.Plain, 4000, 200).Add(SampleLog.Asking, 4000, 120).Recipe();

        var forecast = (Policy with { Outcomes = [Goal, new WeightedOutcome("never-seen", 100, 0.1)] }).Which(recipe, SampleLog.Situation(), Slot, Both);

        Assert.True(forecast.Probabilities[0] > 0.99, $"{forecast.Probabilities[0]}");
    }

    [Fact]
    public void Learning_from_one_kind_of_contact_leaves_the_other_its_own_choice()
    {
        var log = new SampleLog();
        foreach (var (context, plain, asking) in new[] { ("""{"vip":true}""", 300, 60), ("""{"vip":false}""", 60, 300) })
        {
            log.Add(SampleLog.Plain, 2000, plain, context: context).Add(SampleLog.Asking, 2000, asking, context: context);
        }

        var recipe = log.Recipe();

        Assert.True(Policy.Which(recipe, SampleLog.Situation("""{"vip":true}"""), Slot, Both).Probabilities[0] > 0.95);
        Assert.True(Policy.Which(recipe, SampleLog.Situation("""{"vip":false}"""), Slot, Both).Probabilities[1] > 0.95);
    }

    [Fact]
    public void A_recipe_that_was_written_and_read_says_the_same_to_the_last_bit()
    {
        var recipe = FollowUpAgent.Learning.Tests.Outcomes.LogisticTests.Mixed().Recipe();
        var read = FittedRecipe.Parse(recipe.ToContent(), HierarchicalLogistic.Instance);
        var situation = SampleLog.Situation("""{"vip":true,"language":"nl"}""");
        Variant[] variants = [.. Both, SampleLog.Version("plain@2", ("tone", "warm"))];

        var (here, there) = (
            Policy.When(recipe, situation, [Slot, "d5-night"], variants, withSkip: true),
            Policy.When(read, situation, [Slot, "d5-night"], variants, withSkip: true));

        Assert.Equal(here.Probabilities, there.Probabilities);
        Assert.Equal(here.Means, there.Means);
        Assert.Equal(here.StandardDeviations, there.StandardDeviations);
        Assert.Equal(recipe.ToContent(), read.ToContent());
    }

    [Fact]
    public void No_action_falls_below_its_floor_and_every_vector_sums_to_one() => Prop.ForAll(
        Gen.Choose(1, 6).SelectMany(slots => Gen.Choose(1, 5).SelectMany(variants => Gen.Choose(0, 100).Select(floor => (slots, variants, floor / 100.0)))).ToArbitrary(),
        ((int Slots, int Variants, double Floor) question) =>
        {
            var policy = new TwoStagePolicy([Goal], 0.5, question.Floor, 200);
            var variants = Enumerable.Range(0, question.Variants).Select(v => SampleLog.Version($"v{v}@1")).ToList();
            var slots = Enumerable.Range(0, question.Slots).Select(s => $"d{s}-day").ToList();
            var (when, which) = (
                policy.When(FittedRecipe.OfPriors, SampleLog.Situation(), slots, variants, withSkip: true),
                policy.Which(FittedRecipe.OfPriors, SampleLog.Situation(), slots[0], variants));
            return IsVector(when.Probabilities, question.Floor) && IsVector(which.Probabilities, question.Floor)
                && when.Probabilities.Count == question.Slots + 1 && which.Probabilities.Count == question.Variants;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    private static bool IsVector(IReadOnlyList<double> p, double floor) =>
        Math.Abs(p.Sum() - 1) < 1e-12 && p.All(x => x >= (floor / p.Count) - 1e-12);

    private static FittedRecipe Recipe(FeatureSchema schema, HierarchicalModel model) => new(schema, [model], HierarchicalLogistic.Instance);

    private static IEnumerable<(int Feature, double Value)> Features(FeatureSchema schema, Variant variant)
    {
        var matrix = new DesignMatrix();
        matrix.AddRow(SampleLog.Parts(schema, matrix, variant, Slot));
        return matrix.Parts.SelectMany(p => p.Known);
    }
}
