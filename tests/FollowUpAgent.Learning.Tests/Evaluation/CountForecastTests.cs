using FollowUpAgent.Learning.Evaluation;

namespace FollowUpAgent.Learning.Tests.Evaluation;

public sealed class CountForecastTests
{
    [Fact]
    public void With_much_evidence_the_count_is_Poisson()
    {
        var forecast = new CountForecast(3_000_000, 100_000_000, 0.03, 1, 100);

        Assert.Equal(3, forecast.Mean, 4);
        // Poisson with mean 3, from a table.
        Assert.Equal(0.1847, forecast.AtLeast(5), 4);
        Assert.Equal((0, 7), (forecast.Quantile(0.025), forecast.Quantile(0.975)));
    }

    [Fact]
    public void With_little_evidence_the_interval_is_wider_around_the_same_mean()
    {
        var much = new CountForecast(3000, 99_000, 0.03, 1000, 1000);
        var little = new CountForecast(3, 99, 0.03, 1, 1000);

        Assert.Equal(much.Mean, little.Mean, 0.1);
        Assert.True(little.Quantile(0.975) - little.Quantile(0.025) > 2 * (much.Quantile(0.975) - much.Quantile(0.025)));
    }

    [Fact]
    public void Where_nothing_is_to_come_nothing_comes()
    {
        var forecast = new CountForecast(3, 100, 0.03, 20, 0);

        Assert.Equal((0.0, 0, 1.0, 0.0), (forecast.Mean, forecast.Quantile(0.975), forecast.AtLeast(0), forecast.AtLeast(1)));
    }

    [Fact]
    public void Large_counts_are_forecast_too()
    {
        var forecast = new CountForecast(50_000, 100_000, 0.5, 20, 100_000);

        Assert.Equal(50_000, forecast.Mean, 0.5);
        // Its deviation is the root of the mean times one more than the odds.
        Assert.InRange(forecast.Quantile(0.975) - 50_000, 600, 640);
        Assert.Equal(0.5, forecast.AtLeast(50_000), 0.01);
    }
}
