using FollowUpAgent.Tests.Delivery.Composing;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Plan;

public sealed class TestScaleTests
{
    [Theory]
    [InlineData(null, 1)]
    [InlineData("", 1)]
    [InlineData("1", 1)]
    [InlineData("10", 10)]
    public void The_scale_is_what_the_environment_says_and_1_otherwise(string? text, int factor) =>
        Assert.Equal(factor, TestScale.Parse(text));

    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("1.5")]
    [InlineData("much")]
    [InlineData("1001")]
    public void A_scale_that_is_none_stops_the_run(string text) =>
        Assert.Throws<InvalidOperationException>(() => TestScale.Parse(text));

    [Fact]
    public void A_longer_run_has_more_cases_in_it() =>
        Assert.Equal(200 * TestScale.Parse(Environment.GetEnvironmentVariable("FOLLOWUP_TEST_SCALE")), LineRulesTests.Seeds.Count);
}
