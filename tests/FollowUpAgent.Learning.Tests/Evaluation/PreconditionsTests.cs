using FollowUpAgent.Learning.Evaluation;

namespace FollowUpAgent.Learning.Tests.Evaluation;

public sealed class PreconditionsTests
{
    private const int Rows = 1_000;
    private static readonly double[] Rewards = [.. Enumerable.Range(0, Rows).Select(row => row % 2.0)];

    // Were the propensities true, half of the rows would be taken; the split decides by how many more or fewer.
    private static readonly double[] Even = Weights(Rows / 2);
    private static readonly double[] TooMany = Weights(600);
    private static readonly double[] TooFew = Weights(400);

    [Fact]
    public void One_split_that_is_far_by_chance_does_not_make_a_true_log_false()
    {
        var split = Preconditions.Of(TooMany, Rewards, 1);
        var all = Preconditions.OfSplits([TooMany, Even, TooFew], Rewards, 1);

        Assert.False(split.IsSound, $"{split}");
        Assert.True(all.IsSound, $"{all}");
        Assert.Equal(Preconditions.Of(TooFew, Rewards, 1).Evidence, all.Evidence, 1e-9);
    }

    [Fact]
    public void A_log_that_is_false_in_every_split_is_false()
    {
        Assert.False(Preconditions.OfSplits([TooMany, TooMany, TooMany], Rewards, 1).IsSound);
        Assert.False(Preconditions.OfSplits([TooFew, TooFew], Rewards, 1).IsSound);
    }

    [Fact]
    public void Splits_that_are_alike_say_what_one_of_them_says() =>
        Assert.Equal(Preconditions.Of(Even, Rewards, 0.5), Preconditions.OfSplits([Even, Even], Rewards, 0.5));

    private static double[] Weights(int taken) => [.. Enumerable.Range(0, Rows).Select(row => row < taken ? 2.0 : 0)];
}
