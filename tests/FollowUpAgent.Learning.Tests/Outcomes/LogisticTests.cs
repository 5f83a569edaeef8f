using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Learning.Tests.Outcomes;

/// <summary>Against what is known of logistic regression without our code.</summary>
public sealed class LogisticTests
{
    [Fact]
    public void Gradient_and_curvature_are_those_of_finite_differences()
    {
        var set = Mixed().Set();
        var likelihood = new LogLikelihood(set);
        var at = new double[set.Schema.Count];
        SeededNormals.Fill("anywhere", at);
        likelihood.Measure(at);
        likelihood.Curve(at);
        var (gradient, curvature) = ((double[])likelihood.Gradient.Clone(), (double[])likelihood.Curvature.Clone());

        for (var i = 0; i < at.Length; i++)
        {
            var (up, upGradient) = Moved(likelihood, at, i, 1e-5);
            var (down, downGradient) = Moved(likelihood, at, i, -1e-5);
            Assert.Equal((up - down) / 2e-5, gradient[i], 1e-4);
            for (var j = 0; j < at.Length; j++)
            {
                Assert.Equal(-(upGradient[j] - downGradient[j]) / 2e-5, curvature[(i * at.Length) + j], 1e-4);
            }
        }
    }

    [Fact]
    public void Without_a_prior_a_two_by_two_table_gives_the_log_odds_ratio_and_its_textbook_error()
    {
        var set = new SampleLog().Add(SampleLog.Plain, 100, 30, context: """{"vip":false}""").Add(SampleLog.Plain, 80, 44, context: """{"vip":true}""").Set();
        var vip = Place(set.Schema, FeatureBlock.Context);
        var prior = new Prior(set.Schema, 0.3, PriorScales.Default);
        for (var i = 0; i < set.Schema.Count; i++)
        {
            // Intercept and flag are free; everything else is held at 0.
            prior.Precisions[i] = i == 0 || i == vip ? 1e-9 : 1e12;
        }

        var fit = Laplace.Fit(set, prior)!;

        Assert.Equal(Math.Log(30.0 / 70), fit.Mean[0], 1e-5);
        Assert.Equal(Math.Log(44.0 / 36) - Math.Log(30.0 / 70), fit.Mean[vip], 1e-5);
        Assert.Equal((1.0 / 30) + (1.0 / 70) + (1.0 / 44) + (1.0 / 36), Covariance.Of(fit, prior)[vip, vip], 1e-5);
    }

    [Fact]
    public void At_the_maximum_the_data_pull_as_hard_as_the_prior()
    {
        var set = Mixed().Set();
        var prior = new Prior(set.Schema, SampleLog.Rate, PriorScales.Default);

        var fit = Laplace.Fit(set, prior)!;

        for (var i = 0; i < set.Schema.Count; i++)
        {
            Assert.Equal(prior.Precisions[i] * (fit.Mean[i] - prior.Means[i]), fit.Data.Gradient[i], 1e-6);
        }
    }

    [Fact]
    public void The_draws_have_the_covariance_of_the_inverse_precision()
    {
        const int Draws = 40_000;
        var set = Mixed().Set();
        var prior = new Prior(set.Schema, SampleLog.Rate, PriorScales.Default);
        var fit = Laplace.Fit(set, prior)!;
        var model = new HierarchicalModel(set.Schema, "goal", SampleLog.Rate, PriorScales.Default, fit.Mean, fit.Factor);
        var covariance = Covariance.Of(fit, prior);
        var matrix = new DesignMatrix();
        for (var i = 0; i < set.Schema.Count; i++)
        {
            var part = new FeaturePart();
            part.Add(i, 1);
            matrix.AddRow(matrix.Add(part));
        }

        var (means, draws) = (new double[set.Schema.Count], new double[set.Schema.Count * Draws]);
        model.Draw(matrix, Draws, means, draws);

        Assert.Equal(fit.Mean, means);
        for (var i = 0; i < means.Length; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var drawn = Enumerable.Range(0, Draws).Sum(d => draws[(i * Draws) + d] * draws[(j * Draws) + d]) / Draws;
                Assert.Equal(covariance[i, j], drawn, 5 * Math.Sqrt(2 * covariance[i, i] * covariance[j, j] / Draws));
            }
        }
    }

    [Fact]
    public void Separated_data_stay_finite()
    {
        var recipe = new SampleLog().Add(SampleLog.Plain, 500, 500).Add(SampleLog.Asking, 500, 0).Recipe();

        var (plain, asking) = (SampleLog.Logit(recipe, SampleLog.Plain), SampleLog.Logit(recipe, SampleLog.Asking));

        Assert.InRange(plain.Mean, 2, 20);
        Assert.InRange(asking.Mean, -20, -2);
        Assert.True(double.IsFinite(plain.Deviation) && double.IsFinite(asking.Deviation));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_number_that_is_not_finite_is_refused_and_not_thrown(double weight)
    {
        var sample = new SampleLog().Add(SampleLog.Plain, 10, 1);
        sample.Log.Add(SampleLog.Situation(), Deed.Skip, 99, true, [new Observation(weight, false, true)]);

        var result = HierarchicalLogistic.Instance.Fit(sample.Set());

        Assert.Contains("goal", Assert.IsType<FitResult.Refused>(result).Reason, StringComparison.Ordinal);
    }

    internal static SampleLog Mixed() => new SampleLog()
        .Add(SampleLog.Plain, 60, 9, "d0-morning", """{"vip":true,"language":"nl"}""")
        .Add(SampleLog.Plain, 50, 4, "d1-evening", """{"vip":false,"language":"en"}""")
        .Add(SampleLog.Asking, 40, 8, "d0-morning", """{"vip":false,"language":"nl"}""")
        .Add(SampleLog.Asking, 70, 5, "d1-evening", """{"vip":true}""")
        .Add(null, 30, 1, context: """{"vip":true}""");

    private static int Place(FeatureSchema schema, FeatureBlock block) => Enumerable.Range(0, schema.Count).Single(i => schema.BlockOf(i) == block);

    private static (double Value, double[] Gradient) Moved(LogLikelihood likelihood, double[] at, int feature, double by)
    {
        var moved = (double[])at.Clone();
        moved[feature] += by;
        return (likelihood.Measure(moved), (double[])likelihood.Gradient.Clone());
    }
}
