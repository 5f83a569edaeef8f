using FollowUpAgent.Learning.Explanation;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Policies;
using MathNet.Numerics.Distributions;

namespace FollowUpAgent.Learning.Tests.Explanation;

public sealed class WritingBriefTests
{
    [Fact]
    public void The_brief_combines_what_helped_and_was_never_combined()
    {
        var (recipe, variants) = Learned();

        var brief = WritingBrief.Next(recipe.ModelOf(SampleLog.Outcome, SampleLog.Rate), recipe.Schema, SampleLog.Situation(), "d0-morning", variants)!;

        Assert.Equal([("length", "short"), ("question", "yes")], brief.Traits.OrderBy(t => t.Key).Select(t => (t.Key, t.Value)));
        Assert.InRange(brief.Chance, 0.5, 0.99);
    }

    [Fact]
    public void Its_chance_is_the_share_of_joint_draws_in_which_it_is_better()
    {
        var (recipe, variants) = Learned();
        var model = recipe.ModelOf(SampleLog.Outcome, SampleLog.Rate);
        var brief = WritingBrief.Next(model, recipe.Schema, SampleLog.Situation(), "d0-morning", variants)!;
        const int Draws = 20_000;
        var matrix = new DesignMatrix();
        matrix.AddRow(SampleLog.Parts(recipe.Schema, matrix, new Variant("next@1", brief.Traits)));
        matrix.AddRow(SampleLog.Parts(recipe.Schema, matrix, variants.Single(v => v.Version == brief.Best)));
        var (means, deviations) = (new double[2], new double[2 * Draws]);

        model.Draw(matrix, Draws, means, deviations);

        var share = Enumerable.Range(0, Draws).Count(d => means[0] + deviations[d] > means[1] + deviations[Draws + d]) / (double)Draws;
        Assert.Equal(share, brief.Chance, 0.02);
    }

    [Fact]
    public void Where_every_combination_is_written_there_is_nothing_to_write()
    {
        var one = SampleLog.Version("one@1", ("length", "short"));
        var other = SampleLog.Version("other@1", ("length", "long"));
        var recipe = new SampleLog().Add(one, 100, 5).Add(other, 100, 4).Recipe();

        Assert.Null(WritingBrief.Next(recipe.ModelOf(SampleLog.Outcome, SampleLog.Rate), recipe.Schema, SampleLog.Situation(), "d0-morning", [one, other]));
    }

    [Fact]
    public void Two_normal_values_are_chosen_by_the_closed_form()
    {
        // p1 = Φ((m1 − m2) / (α √(C11 + C22 − 2 C12))), here of two variants of one log.
        var recipe = new SampleLog().Add(SampleLog.Plain, 3000, 100).Add(SampleLog.Asking, 3000, 120).Recipe();
        var model = recipe.ModelOf(SampleLog.Outcome, SampleLog.Rate);
        const int Draws = 20_000;
        var matrix = new DesignMatrix();
        matrix.AddRow(SampleLog.Parts(recipe.Schema, matrix, SampleLog.Plain));
        matrix.AddRow(SampleLog.Parts(recipe.Schema, matrix, SampleLog.Asking));
        var (means, deviations) = (new double[2], new double[2 * Draws]);
        model.Draw(matrix, Draws, means, deviations);
        var spread = Math.Sqrt(Enumerable.Range(0, Draws).Average(d => Math.Pow(deviations[d] - deviations[Draws + d], 2)));

        var policy = new TwoStagePolicy([new WeightedOutcome(SampleLog.Outcome, 1, SampleLog.Rate)], 0.5, 0, Draws);
        var p = policy.Which(recipe, SampleLog.Situation(), "d0-morning", [SampleLog.Plain, SampleLog.Asking]).Probabilities;

        Assert.Equal(Normal.CDF(0, 0.5 * spread, means[0] - means[1]), p[0], 0.012);
    }

    private static (FittedRecipe Recipe, IReadOnlyList<Variant> Variants) Learned()
    {
        var log = new SampleLog();
        var variants = new List<Variant>();
        for (var i = 0; i < 4; i++)
        {
            variants.AddRange([
                SampleLog.Version($"brief{i}@1", ("length", "short"), ("question", "no")),
                SampleLog.Version($"asking{i}@1", ("length", "long"), ("question", "yes")),
                SampleLog.Version($"plain{i}@1", ("length", "long"), ("question", "no")),
            ]);
            log.Add(variants[^3], 1500, 85).Add(variants[^2], 1500, 80).Add(variants[^1], 1500, 40);
        }

        return (log.Recipe(), variants);
    }
}
