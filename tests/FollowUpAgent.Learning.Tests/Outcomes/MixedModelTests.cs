using FollowUpAgent.Learning.Explanation;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Learning.Tests.Outcomes;

/// <summary>Context earns its way in: without evidence none, with doubtful evidence in part, with evidence for good.</summary>
public sealed class MixedModelTests
{
    private const string Vip = """{"vip":true}""";
    private const string Other = """{"vip":false}""";

    // Of 1,000 sends each, 173 and 127: not much more than the fifty to one that stand against it.
    private const int Doubtful = 23;

    [Theory]
    [InlineData(5, 0)]
    [InlineData(60, 1)]
    public void Nothing_speaks_for_it_or_everything(int by, double share)
    {
        var fitted = Fit(by);

        Assert.Equal(share, fitted.Figures.ByContext);
        Assert.Single(fitted.Model.Components);
    }

    [Fact]
    public void In_doubt_both_models_get_their_share_of_the_draws()
    {
        var fitted = Fit(Doubtful);

        Assert.InRange(fitted.Figures.ByContext, 0.1, 0.9);
        var shares = fitted.Model.Components.Select(c => c.Share).ToList();
        Assert.Equal([fitted.Figures.ByContext, 1 - fitted.Figures.ByContext], shares);
        var mixed = Probability(fitted.Model);
        var apart = fitted.Model.Components.Select(c => Probability(c.Model)).ToList();
        Assert.True(apart[0] > apart[1] + 0.2, $"{apart[0]} with products, {apart[1]} without");
        Assert.Equal((shares[0] * apart[0]) + (shares[1] * apart[1]), mixed, 0.03);
    }

    [Fact]
    public void A_mixture_that_was_written_and_read_answers_to_the_last_bit()
    {
        var (set, model) = (Crossed(Doubtful).Set(0.1), Fit(Doubtful).Model);

        var read = HierarchicalLogistic.Instance.Read(set.Schema, model.ToText());

        Assert.Equal(Draws(model, set.Schema).Deviations, Draws(read, set.Schema).Deviations);
        Assert.Equal(Draws(model, set.Schema).Mean, Draws(read, set.Schema).Mean);
        Assert.Equal(model.ToText(), read.ToText());
        Assert.Throws<FormatException>(() => HierarchicalLogistic.Instance.Read(FeatureSchema.Empty, model.ToText()));
    }

    [Fact]
    public void The_draws_of_a_mixture_lie_around_its_mean_and_are_those_of_its_models()
    {
        var (set, model) = (Crossed(Doubtful).Set(0.1), Fit(Doubtful).Model);

        var (mean, deviations) = Draws(model, set.Schema);

        Assert.Equal(0, deviations.Average(), 0.01);
        var first = (int)Math.Round(model.Components[0].Share * deviations.Length);
        var (own, distances) = Draws(model.Components[0].Model, set.Schema, first);
        Assert.All(distances.Zip(deviations), pair => Assert.Equal(own + pair.First, mean + pair.Second, 1e-12));
    }

    [Fact]
    public void The_parts_of_a_decision_add_up_to_what_the_mixture_expects()
    {
        var (set, model) = (Crossed(Doubtful).Set(0.1), Fit(Doubtful).Model);

        var parts = Contributions.Between(
            set.Schema, Contributions.CoefficientsOf(model)!, SampleLog.Situation(Vip), new Deed("d0-morning", SampleLog.Plain), new Deed("d0-morning", SampleLog.Asking));

        // A mean over draws knows shares to the draw.
        Assert.Equal(MeanOf(model, set.Schema, SampleLog.Plain) - MeanOf(model, set.Schema, SampleLog.Asking), parts.Sum(p => p.LogOdds), 1e-3);
        Assert.Contains(parts, p => p.Block is FeatureBlock.VariantContext);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 0)]
    [InlineData(6, 0.7616)]
    [InlineData(12, 1)]
    [InlineData(5000, 1)]
    public void The_evidence_must_outweigh_fifty_to_one(double nats, double share)
    {
        Assert.Equal(share, ContextShare.Of(nats - 700, -700), 1e-4);
    }

    private static FitResult.Fitted Fit(int by) => Assert.IsType<FitResult.Fitted>(HierarchicalLogistic.Instance.Fit(Crossed(by).Set(0.1)));

    // As many like the one text as like the other; who likes which is what context would tell.
    private static SampleLog Crossed(int by) => new SampleLog()
        .Add(SampleLog.Plain, 1000, 150 + by, context: Vip).Add(SampleLog.Plain, 1000, 150 - by, context: Other)
        .Add(SampleLog.Asking, 1000, 150 - by, context: Vip).Add(SampleLog.Asking, 1000, 150 + by, context: Other);

    private static double Probability(IOutcomeModel model)
    {
        var recipe = new FittedRecipe(Crossed(Doubtful).Set(0.1).Schema, [model], HierarchicalLogistic.Instance);
        var policy = new TwoStagePolicy([new WeightedOutcome(SampleLog.Outcome, 1, 0.1)], Spread: 0.5, Floor: 0, Draws: 8000);
        return policy.Which(recipe, SampleLog.Situation(Vip), "d0-morning", [SampleLog.Plain, SampleLog.Asking]).Probabilities[0];
    }

    private static double MeanOf(IOutcomeModel model, FeatureSchema schema, Variant variant) => Draws(model, schema, 2000, variant).Mean;

    private static (double Mean, double[] Deviations) Draws(IOutcomeModel model, FeatureSchema schema, int draws = 2000, Variant? variant = null)
    {
        var matrix = new DesignMatrix();
        matrix.AddRow(SampleLog.Parts(schema, matrix, variant ?? SampleLog.Plain, context: Vip));
        var (means, deviations) = (new double[1], new double[draws]);
        model.Draw(matrix, draws, means, deviations);
        return (means[0], deviations);
    }
}
