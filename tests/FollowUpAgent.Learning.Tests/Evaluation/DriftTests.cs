using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Learning.Simulation;
using FollowUpAgent.Tests.House;
using Xunit.Abstractions;

namespace FollowUpAgent.Learning.Tests.Evaluation;

public sealed class DriftTests(ITestOutputHelper output)
{
    private const int SendsADay = 55;

    [Theory]
    [InlineData(0.01, 1)]
    [InlineData(0.03, 1)]
    [InlineData(0.1, 1)]
    [InlineData(0.03, 1.1)]
    [InlineData(0.03, 0.9)]
    public void A_variant_that_stays_as_it_is_seldom_alarms_in_a_year(double rate, double forecastError)
    {
        var worlds = TestScale.Times(100);

        var alarms = Enumerable.Range(0, worlds).Count(run => DayOfAlarm(SendWorld.WithoutEffect(rate), run, rate * forecastError) is not null);

        output.WriteLine($"rate {rate}, forecast × {forecastError}: {alarms} of {worlds}");
        Promise.AtMost(alarms, worlds, forecastError == 1 ? 0.05 : 0.1, "alarms");
    }

    [Fact]
    public void A_variant_whose_log_odds_fall_by_one_alarms_within_six_weeks()
    {
        var delays = Enumerable.Range(0, TestScale.Times(40)).Select(run =>
        {
            var world = SendWorld.Breaking(1, 0.05, 100, kinds: 1);
            var best = world.BestFor(0, 0);
            return (Day: DayOfAlarm(world, run, world.RateOf(0, 0, best), best), Run: run);
        }).Where(d => d.Day is null or >= 100).Select(d => (d.Day ?? 365) - 100).Order().ToList();

        output.WriteLine($"median {delays[delays.Count / 2]} days, nine of ten within {delays[delays.Count * 9 / 10]}, of {delays.Count}");
        Assert.True(delays[delays.Count * 9 / 10] <= 42, $"nine of ten within {delays[delays.Count * 9 / 10]} days");
    }

    [Fact]
    public void It_says_whether_a_variant_has_become_better_or_worse_and_then_begins_anew()
    {
        var (better, worse) = (default(DriftWatch).After(5, 40), default(DriftWatch).After(40, 5));

        Assert.Equal((Drift.Better, Drift.Worse), (better.Drift, worse.Drift));
        Assert.Equal(Drift.None, better.After(1, 1).Drift);
    }

    [Fact]
    public void What_is_one_half_life_old_counts_half_and_half_of_that_after_an_alarm()
    {
        Assert.Equal(1, Forgetting.Default.WeightAt(TimeSpan.Zero));
        Assert.Equal(0.5, Forgetting.Default.WeightAt(TimeSpan.FromDays(90)), 1e-12);
        Assert.Equal(0.25, Forgetting.Default.WeightAt(TimeSpan.FromDays(90), alarmsSince: 1), 1e-12);
    }

    [Fact]
    public void What_is_forgotten_leaves_the_prior_and_an_alarm_widens_what_is_left()
    {
        var prior = SampleLog.Logit(FittedRecipe.OfPriors, SampleLog.Plain);

        var (fresh, old, oldest) = (Learned(0, 0), Learned(90, 0), Learned(9000, 0));
        var alarmed = Learned(0, 1);

        Assert.True(fresh.Deviation < old.Deviation && old.Deviation < oldest.Deviation);
        Assert.True(alarmed.Deviation > 1.1 * fresh.Deviation, $"{alarmed.Deviation} against {fresh.Deviation}");
        Assert.Equal(prior.Mean, oldest.Mean, 1e-3);
        Assert.Equal(prior.Deviation, oldest.Deviation, 0.05 * prior.Deviation);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.2)]
    public void Where_the_truth_drifts_forgetting_forecasts_better(double step)
    {
        var (drifting, still) = (GainOfForgetting(seed => SendWorld.Drifting(seed, 0.05, step, 1, 1)), GainOfForgetting(seed => SendWorld.Static(seed, 0.05, 0, 1, 1)));

        output.WriteLine($"squared error saved: {drifting:P0} drifting, {still:P0} static");
        Assert.True(drifting > 0.1, $"{drifting:P1}");
    }

    // Over the second half of two years, the rate known by counting with and without forgetting, 20 sends a day.
    private static double GainOfForgetting(Func<long, SendWorld> make)
    {
        var (with, without) = (0.0, 0.0);
        for (var run = 0; run < TestScale.Times(20); run++)
        {
            var (world, chance, halving) = (make(run), new SeededUniforms(run), Forgetting.Default.WeightAt(TimeSpan.FromDays(1)));
            var (happened, sent, happenedOnce, sentOnce) = (0.0, 0.0, 0.0, 0.0);
            for (var day = 0; day < 730; day++)
            {
                var today = Enumerable.Range(0, 20).Count(_ => world.AnswerTo(chance, day, 0, 0) is not null);
                (happened, sent, happenedOnce, sentOnce) = ((happened * halving) + today, (sent * halving) + 20, happenedOnce + today, sentOnce + 20);
                with += day < 365 ? 0 : Math.Pow((happened / sent) - world.RateOf(day, 0, 0), 2);
                without += day < 365 ? 0 : Math.Pow((happenedOnce / sentOnce) - world.RateOf(day, 0, 0), 2);
            }
        }

        return 1 - (with / without);
    }

    private static int? DayOfAlarm(SendWorld world, int run, double forecast, int action = 0)
    {
        var (chance, watch) = (new SeededUniforms(run), default(DriftWatch));
        for (var day = 0; day < 365; day++)
        {
            var happened = Enumerable.Range(0, SendsADay).Count(_ => world.AnswerTo(chance, day, 0, action) is not null);
            watch = watch.After(SendsADay * forecast, happened);
            if (watch.Drift is not Drift.None)
            {
                return day;
            }
        }

        return null;
    }

    private static (double Mean, double Deviation) Learned(int daysAgo, int alarms)
    {
        var (log, weight) = (new TrainingLog(1), Forgetting.Default.WeightAt(TimeSpan.FromDays(daysAgo), alarms));
        for (var i = 0; i < 4000; i++)
        {
            var variant = i % 2 == 0 ? SampleLog.Plain : SampleLog.Asking;
            log.Add(SampleLog.Situation(), new Deed("d0-morning", variant), i, false, [new Observation(weight, i % (variant == SampleLog.Plain ? 10 : 25) == 0, false)]);
        }

        var schema = log.SchemaOf();
        var set = new TrainingSet(SampleLog.Outcome, SampleLog.Rate, schema, schema.Read(log), log, 0);
        var fitted = Assert.IsType<FitResult.Fitted>(HierarchicalLogistic.Instance.Fit(set));
        return SampleLog.Logit(new FittedRecipe(schema, [fitted.Model], HierarchicalLogistic.Instance), SampleLog.Plain);
    }
}
