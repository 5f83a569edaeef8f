using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Learning.Tests.Evaluation;

public sealed class SampleTests
{
    private static readonly double[] Shares = [0.8, 0.1, 0.1];

    [Theory]
    [InlineData(0.01, 0.2, 42_691)]
    [InlineData(0.01, 0.5, 7_747)]
    [InlineData(0.01, 1, 2_316)]
    [InlineData(0.02, 0.2, 21_106)]
    [InlineData(0.02, 0.5, 3_823)]
    [InlineData(0.02, 1, 1_139)]
    [InlineData(0.03, 0.2, 13_911)]
    [InlineData(0.03, 0.5, 2_515)]
    [InlineData(0.03, 1, 746)]
    [InlineData(0.05, 0.2, 8_155)]
    [InlineData(0.05, 0.5, 1_468)]
    [InlineData(0.05, 1, 432)]
    [InlineData(0.1, 0.2, 3_839)]
    [InlineData(0.1, 0.5, 683)]
    [InlineData(0.1, 1, 197)]
    public void A_comparison_needs_as_many_contacts_as_the_textbook_says(double rate, double relative, long contacts) =>
        Assert.InRange(SampleSize.PerGroup(rate, relative), contacts - 1, contacts + 1);

    [Fact]
    public void The_chance_that_one_rate_is_higher_is_the_exact_sum() =>
        Assert.Equal(0.89606, BetaRates.ChanceThatOtherIsHigher(13, 488, 20, 481), 0.000005);

    [Fact]
    public void Pearsons_test_gives_the_textbook_value() =>
        Assert.Equal(0.0455, SampleRatio.ChiSquare([60, 40], [50, 50]), 0.0001);

    [Fact]
    public void Groups_that_are_drawn_as_they_should_be_do_not_alarm_in_a_year_of_weeks()
    {
        var alarms = Enumerable.Range(0, TestScale.Times(100)).Count(run => Year(run, Shares).Any(p => p < 0.05));

        Promise.AtMost(alarms, TestScale.Times(100), 0.05, "alarms");
    }

    [Fact]
    public void A_group_of_which_a_fifth_goes_astray_alarms_within_the_year()
    {
        var alarms = Enumerable.Range(0, 50).Count(run => Year(run, [0.816, 0.082, 0.102]).Any(p => p < SampleRatio.Alarm));

        Assert.True(alarms >= 45, $"{alarms} of 50");
    }

    [Fact]
    public void A_member_of_a_group_that_must_be_empty_is_an_alarm_at_once() =>
        Assert.Equal(0, SampleRatio.AlwaysValid([10, 1], [1, 0]));

    private static IEnumerable<double> Year(int run, double[] drawn)
    {
        var (chance, counts) = (new SeededUniforms(run), new double[3]);
        for (var week = 0; week < 52; week++)
        {
            for (var contact = 0; contact < 300; contact++)
            {
                counts[Propensities.Draw(drawn, chance.Next())]++;
            }

            yield return SampleRatio.AlwaysValid(counts, Shares);
        }
    }
}
