using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;

namespace FollowUpAgent.Learning.Tests.Outcomes;

/// <summary>What every outcome-model trainer must do; an engine's tests derive from it.</summary>
public abstract class OutcomeModelContract
{
    private const int Draws = 500;

    protected abstract IOutcomeModelTrainer Trainer { get; }

    [Fact]
    public void The_same_set_gives_the_same_text()
    {
        Assert.Equal(Fit(LogisticTests.Mixed()).ToText(), Fit(LogisticTests.Mixed()).ToText());
    }

    [Fact]
    public void A_model_that_was_written_and_read_answers_to_the_last_bit()
    {
        var set = LogisticTests.Mixed().Set();
        var model = Assert.IsType<FitResult.Fitted>(Trainer.Fit(set)).Model;

        var read = Trainer.Read(set.Schema, model.ToText());

        Assert.Equal(Ask(model, set.Schema), Ask(read, set.Schema));
        Assert.Equal(model.ToText(), read.ToText());
        Assert.Equal(model.Outcome, read.Outcome);
    }

    [Fact]
    public void Text_of_another_schema_is_refused()
    {
        var text = Fit(LogisticTests.Mixed()).ToText();

        Assert.Throws<FormatException>(() => Trainer.Read(FeatureSchema.Empty, text));
    }

    [Fact]
    public void Draws_lie_around_the_means_and_rows_share_them()
    {
        var set = LogisticTests.Mixed().Set();
        var model = Trainer.Fit(set) is FitResult.Fitted(var fitted, _) ? fitted : throw new InvalidOperationException();
        var twice = new DesignMatrix();
        twice.AddRow(SampleLog.Parts(set.Schema, twice, SampleLog.Plain));
        twice.AddRow(SampleLog.Parts(set.Schema, twice, SampleLog.Plain));

        var (means, deviations) = (new double[2], new double[2 * Draws]);
        model.Draw(twice, Draws, means, deviations);

        Assert.Equal(means[0], means[1]);
        Assert.Equal(deviations[..Draws], deviations[Draws..]);
        var spread = Math.Sqrt(deviations[..Draws].Sum(d => d * d) / Draws);
        Assert.InRange(deviations[..Draws].Average(), -4 * spread / Math.Sqrt(Draws), 4 * spread / Math.Sqrt(Draws));
        Assert.True(spread > 0);
    }

    [Fact]
    public void What_no_row_had_is_less_certain_than_what_many_had()
    {
        var set = new SampleLog().Add(SampleLog.Plain, 3000, 120).Set();
        var model = Assert.IsType<FitResult.Fitted>(Trainer.Fit(set)).Model;

        var (known, novel) = (Spread(model, set.Schema, SampleLog.Plain), Spread(model, set.Schema, SampleLog.Asking));

        Assert.True(novel > 1.5 * known, $"{novel} for the new one, {known} for the known one");
    }

    [Fact]
    public void More_successes_are_a_higher_mean()
    {
        var set = new SampleLog().Add(SampleLog.Plain, 2000, 60).Add(SampleLog.Asking, 2000, 120).Set();
        var model = Assert.IsType<FitResult.Fitted>(Trainer.Fit(set)).Model;

        Assert.True(Ask(model, set.Schema, SampleLog.Asking).Mean > Ask(model, set.Schema, SampleLog.Plain).Mean);
    }

    [Fact]
    public void It_expects_on_its_training_rows_what_it_saw()
    {
        var set = LogisticTests.Mixed().Set();
        var model = Assert.IsType<FitResult.Fitted>(Trainer.Fit(set)).Model;

        Assert.False(Calibration.Of(model, set).IsAlarming);
    }

    [Fact]
    public void Before_anything_is_seen_the_prior_rate_answers_and_a_skip_brings_a_fifth()
    {
        var model = Trainer.Untrained(FeatureSchema.Empty, "goal", 0.05);

        Assert.Equal(0.05, Logit.Probability(Ask(model, FeatureSchema.Empty, SampleLog.Plain).Mean), 1e-9);
        Assert.Equal(0.01, Logit.Probability(Ask(model, FeatureSchema.Empty, null).Mean), 1e-9);
    }

    private IOutcomeModel Fit(SampleLog log) => Assert.IsType<FitResult.Fitted>(Trainer.Fit(log.Set())).Model;

    private static double Spread(IOutcomeModel model, FeatureSchema schema, Variant variant)
    {
        var (_, deviations) = Ask(model, schema, variant);
        return Math.Sqrt(deviations.Sum(d => d * d) / deviations.Length);
    }

    private static (double Mean, double[] Deviations) Ask(IOutcomeModel model, FeatureSchema schema, Variant? variant)
    {
        var matrix = new DesignMatrix();
        matrix.AddRow(SampleLog.Parts(schema, matrix, variant));
        var (means, deviations) = (new double[1], new double[Draws]);
        model.Draw(matrix, Draws, means, deviations);
        return (means[0], deviations);
    }

    private static double[] Ask(IOutcomeModel model, FeatureSchema schema)
    {
        var (mean, deviations) = Ask(model, schema, SampleLog.Asking);
        var (novel, others) = Ask(model, schema, new Variant("new@1", new Dictionary<string, string> { ["tone"] = "warm" }));
        return [mean, novel, .. deviations, .. others];
    }
}

/// <summary>The built-in trainer.</summary>
public sealed class HierarchicalLogisticTests : OutcomeModelContract
{
    protected override IOutcomeModelTrainer Trainer => HierarchicalLogistic.Instance;
}
