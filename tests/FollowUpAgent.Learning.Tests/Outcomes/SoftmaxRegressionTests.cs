using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;

namespace FollowUpAgent.Learning.Tests.Outcomes;

public sealed class SoftmaxRegressionTests
{
    private const int Features = 3;

    // Feature i speaks for class i; the third says nothing.
    private static (SparseRows Rows, int[] Labels) Data(int rows)
    {
        var (builder, labels) = (new SparseRows.Builder(), new int[rows]);
        for (var r = 0; r < rows; r++)
        {
            labels[r] = r % 2;
            builder.Add(r % 7 == 0 ? 1 - labels[r] : labels[r], 1);
            builder.Add(2, r % 3 == 0 ? 1 : 0.5);
            builder.EndRow();
        }

        return (builder.Build(), labels);
    }

    private static SoftmaxRegression Fit(int rows)
    {
        var (data, labels) = Data(rows);
        return SoftmaxRegression.Fit(data, labels, [.. labels.Select(_ => 1.0)], Features, 2);
    }

    [Fact]
    public void With_many_rows_the_probability_is_the_share()
    {
        var probabilities = new double[2];

        Fit(20_000).Predict([0, 2], [1, 0.5], probabilities);

        Assert.InRange(probabilities[0], 0.80, 0.92);
        Assert.Equal(1, probabilities.Sum(), 12);
    }

    [Fact]
    public void With_few_rows_the_prior_holds_back()
    {
        var (few, many) = (Fit(4), Fit(400));

        Assert.InRange(few.Weight(0, 0), 0, many.Weight(0, 0));
    }

    [Fact]
    public void A_row_of_weight_two_counts_as_two_rows()
    {
        var (data, labels) = Data(42);
        var (twice, twiceLabels) = Data(84);

        var weighted = SoftmaxRegression.Fit(data, labels, [.. labels.Select(_ => 2.0)], Features, 2);
        var doubled = SoftmaxRegression.Fit(twice, twiceLabels, [.. twiceLabels.Select(_ => 1.0)], Features, 2);

        Assert.Equal(doubled.Weight(0, 0), weighted.Weight(0, 0), 1);
    }

    [Fact]
    public void Without_rows_every_class_is_alike()
    {
        var probabilities = new double[3];

        SoftmaxRegression.Fit(new SparseRows.Builder().Build(), [], [], Features, 3).Predict([1], [1], probabilities);

        Assert.All(probabilities, p => Assert.Equal(1.0 / 3, p, 12));
    }

    [Fact]
    public void The_maximum_of_two_classes_is_that_of_plain_logistic_regression()
    {
        var (data, labels) = Data(200);
        var model = SoftmaxRegression.Fit(data, labels, [.. labels.Select(_ => 1.0)], Features, 2);

        // At the maximum the slope of the log posterior is nought: what was seen less what is expected is what the prior asks for.
        var (probabilities, missing) = (new double[2], 0.0);
        for (var r = 0; r < data.Count; r++)
        {
            model.Predict(data.FeaturesOf(r), data.ValuesOf(r), probabilities);
            missing += data.FeaturesOf(r)[0] == 0 ? (labels[r] == 0 ? 1 : 0) - probabilities[0] : 0;
        }

        Assert.Equal(model.Weight(0, 0), missing, 1);
    }
}
