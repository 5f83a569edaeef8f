using FollowUpAgent.Learning.Dormancy;
using MathNet.Numerics.Distributions;

namespace FollowUpAgent.Learning.Tests.Dormancy;

public sealed class BgNbdTests
{
    // Fader, Hardie, Lee 2005: fitted to the CDNOW customers, in weeks.
    private static readonly BgNbd Cdnow = new(0.2426, 4.4135, 0.7929, 2.4258);

    [Theory]
    [InlineData(1, 5, 38.86, 0.3149)]
    [InlineData(1, 30, 38.86, 0.6971)]
    [InlineData(8, 10, 38.86, 0.0014)]
    public void The_probability_to_be_alive_is_the_published_one(int again, double last, double watched, double expected)
    {
        Assert.Equal(expected, Cdnow.Alive(new Engagements(again, last, watched)), 0.00005);
    }

    [Fact]
    public void The_expected_engagements_are_the_published_ones()
    {
        var expected = Cdnow.Expected(new Engagements(2, 30.43, 38.86), 39);

        Assert.Equal(1.226, expected, 0.0005);
    }

    [Fact]
    public void Who_engaged_once_is_gone_only_where_the_first_time_counts()
    {
        var once = new Engagements(0, 0, 3000);

        Assert.Equal(1, Cdnow.Alive(once));
        Assert.True(Cdnow.Alive(once, afterFirst: true) < 0.5);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 20)]
    [InlineData(40, 100)]
    public void The_moment_of_probably_gone_is_where_the_probability_says_so(int again, double last)
    {
        var until = Cdnow.AliveUntil(new Engagements(again, last, last), 0.4);

        Assert.Equal(0.4, Cdnow.Alive(new Engagements(again, last, until), afterFirst: true), 1e-9);
    }

    [Fact]
    public void Expectations_stay_finite_at_the_edges()
    {
        foreach (var model in new[] { Cdnow, new BgNbd(0.5, 10, 1, 2), new BgNbd(5, 0.01, 0.01, 0.01), new BgNbd(1e-3, 1e4, 50, 300) })
        {
            var expected = model.Expected(new Engagements(300, 364, 365), 10_000);

            Assert.True(double.IsFinite(expected) && expected >= 0, $"{model}: {expected}");
        }
    }

    [Fact]
    public void A_fit_recovers_known_parameters_within_two_standard_errors()
    {
        double[] truth = [Math.Log(Cdnow.R), Math.Log(Cdnow.Alpha), Math.Log(Cdnow.A), Math.Log(Cdnow.B)];
        var (within, asked) = (0, 0);
        for (var seed = 0; seed < 12; seed++)
        {
            var fit = BgNbdFit.Of(Simulated(Cdnow, 4000, seed));
            double[] found = [Math.Log(fit.Model.R), Math.Log(fit.Model.Alpha), Math.Log(fit.Model.A), Math.Log(fit.Model.B)];
            within += Enumerable.Range(0, 4).Count(i => Math.Abs(found[i] - truth[i]) <= 2 * fit.LogErrors[i]);
            asked += 4;
        }

        // Two standard errors hold 95 in 100; of 48, at least 41 in all but one run of a hundred.
        Assert.InRange(within, 41, asked);
    }

    [Fact]
    public void Nothing_seen_is_the_prior()
    {
        var fit = BgNbdFit.Of([]);

        Assert.Equal(BgNbd.Prior.R, fit.Model.R, 1e-6);
        Assert.Equal(0, fit.Contacts);
    }

    [Fact]
    public void A_handful_of_contacts_gives_finite_parameters()
    {
        var fit = BgNbdFit.Of([new Engagements(0, 0, 10), new Engagements(3, 20, 20), new Engagements(0, 0, 900)]);

        Assert.All([fit.Model.R, fit.Model.Alpha, fit.Model.A, fit.Model.B], p => Assert.InRange(p, 1e-4, 1e4));
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Throws<ArgumentException>(() => BgNbdFit.Of([new Engagements(1, 5, 4)]));
    }

    private static List<Engagements> Simulated(BgNbd model, int contacts, int seed)
    {
        var random = new Random(seed);
        var seen = new List<Engagements>();
        for (var i = 0; i < contacts; i++)
        {
            var rate = Gamma.Sample(random, model.R, model.Alpha);
            var gone = Beta.Sample(random, model.A, model.B);
            var watched = 27 + (random.NextDouble() * 50);
            var (again, at, last) = (0, Exponential.Sample(random, Math.Max(rate, 1e-300)), 0.0);
            while (at < watched)
            {
                (again, last) = (again + 1, at);
                at = random.NextDouble() < gone ? double.PositiveInfinity : at + Exponential.Sample(random, rate);
            }

            seen.Add(new Engagements(again, last, watched));
        }

        return seen;
    }
}
