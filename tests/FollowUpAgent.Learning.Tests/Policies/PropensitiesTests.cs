using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Learning.Tests.Policies;

public sealed class PropensitiesTests
{
    [Fact]
    public void Actions_are_drawn_as_often_as_their_probability_says()
    {
        double[] p = [0.1, 0.0, 0.6, 0.3];
        var uniforms = new SeededUniforms(2026);
        var counts = new int[p.Length];
        var draws = TestScale.Times(100_000);

        for (var i = 0; i < draws; i++)
        {
            counts[Propensities.Draw(p, uniforms.Next())]++;
        }

        // Chi-square with 2 degrees of freedom, p = .001.
        var chiSquare = Enumerable.Range(0, 4).Where(k => p[k] > 0).Sum(k => Math.Pow(counts[k] - (draws * p[k]), 2) / (draws * p[k]));
        Assert.Equal(0, counts[1]);
        Assert.True(chiSquare < 13.8, $"chi-square {chiSquare}");
    }

    [Theory]
    [InlineData(0.0, 1)]
    [InlineData(0.4999, 1)]
    [InlineData(0.5, 3)]
    [InlineData(0.9999999999999999, 3)]
    public void A_number_picks_the_first_action_whose_cumulated_probability_exceeds_it(double uniform, int expected) =>
        Assert.Equal(expected, Propensities.Draw([0, 0.5, 0, 0.49999999999999994, 0], uniform));

    [Fact]
    public void A_vector_without_any_probability_is_refused() =>
        Assert.Throws<ArgumentException>(() => Propensities.Draw([0, 0], 0.5));

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_floor_outside_zero_to_one_is_refused(double epsilon) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Propensities.Floor([1.0], epsilon));

    [Fact]
    public void The_uniform_numbers_are_those_of_the_published_generator()
    {
        // First outputs of SplitMix64 for seed 1234567 (reference implementation, prng.di.unimi.it/splitmix64.c).
        var uniforms = new SeededUniforms(1234567);

        Assert.Equal(6457827717110365317UL, uniforms.NextBits());
        Assert.Equal(3203168211198807973UL, uniforms.NextBits());
    }
}
