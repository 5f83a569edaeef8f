using FollowUpAgent.Learning.Dormancy;
using FollowUpAgent.Learning.Outcomes;

namespace FollowUpAgent.Learning.Tests.Dormancy;

public sealed class RevivalModelTests
{
    private const int Features = 6;
    private const double Worth = 0.005;
    private static readonly RevivalOutcome[] Outcomes = [new("goal", 10, 0.01, 0.002), new("positive-reply", 1, 0.03, 0.006)];
    private static readonly RevivalPrior Prior = new(0.7, [0.5, 0, 0, 0, 0, 0]);

    private delegate (double Alone, double Written) World(double[] contact, int outcome);

    [Fact]
    public void Before_anything_is_known_the_prior_speaks_and_says_so()
    {
        var model = RevivalModel.Fit([], Outcomes, Prior, Worth);

        var forecast = model.Forecast([0, 0, 0, 0, 0, 0], Worth);

        Assert.Equal(RevivalKnowledge.NotYet, model.Evidence.Knowledge);
        Assert.InRange(forecast.Written.Value, 0.07, 0.25);
        Assert.True(forecast.Written.Low < forecast.Written.Value && forecast.Written.Value < forecast.Written.High);
        Assert.InRange(forecast.Gain.Value, 0.02, 0.15);
    }

    [Fact]
    public void The_top_tenth_holds_two_and_a_half_times_the_average_true_gain()
    {
        foreach (var seed in Enumerable.Range(0, 4))
        {
            var model = RevivalModel.Fit(Tried(Steep, 5000, 0.2, seed), Outcomes, Prior, Worth);
            var people = People(10_000, seed + 100);

            var ranked = people.OrderByDescending(p => model.Forecast(p, Worth).Gain.Value).Select(p => GainOf(Steep, p)).ToList();

            Assert.Equal(RevivalKnowledge.Gain, model.Evidence.Knowledge);
            Assert.True(ranked.Take(1000).Average() >= 2.5 * ranked.Average(), $"seed {seed}: {ranked.Take(1000).Average() / ranked.Average():0.00}");
        }
    }

    [Fact]
    public void Where_writing_gains_nothing_it_says_so_and_nobody_is_worth_a_mail()
    {
        foreach (var seed in Enumerable.Range(0, 4))
        {
            var model = RevivalModel.Fit(Tried(Flat, 8000, 0.3, seed), Outcomes, Prior, Worth);

            Assert.Equal(RevivalKnowledge.NoGain, model.Evidence.Knowledge);
            Assert.DoesNotContain(People(3000, seed + 100), p => model.Forecast(p, Worth).Chance >= 0.8);
        }
    }

    [Fact]
    public void The_interval_of_the_average_gain_holds_the_truth()
    {
        var held = 0;
        foreach (var seed in Enumerable.Range(0, 20))
        {
            var rows = Tried(Steep, 3000, 0.3, seed);
            var truth = rows.Average(r => GainOf(Steep, [.. r.Features]));
            var found = RevivalModel.Fit(rows, Outcomes, Prior, Worth).Evidence.Average;
            held += found.Low <= truth && truth <= found.High ? 1 : 0;
        }

        // 18 of 20 are meant to; fewer than 14 would happen in one of a thousand runs.
        Assert.InRange(held, 14, 20);
    }

    [Fact]
    public void A_stored_model_forecasts_as_the_one_that_was_stored()
    {
        var model = RevivalModel.Fit(Tried(Steep, 1000, 0.3, 1), Outcomes, Prior, Worth);
        var read = RevivalModel.Parse(model.ToText());

        foreach (var contact in People(50, 7))
        {
            Assert.Equal(model.Forecast(contact, Worth).Gain.Value, read.Forecast(contact, Worth).Gain.Value, 1e-5);
        }

        Assert.Equal(model.Evidence, read.Evidence);
    }

    [Fact]
    public void The_same_rows_give_the_same_model()
    {
        Assert.Equal(
            RevivalModel.Fit(Tried(Steep, 500, 0.3, 3), Outcomes, Prior, Worth).ToText(),
            RevivalModel.Fit(Tried(Steep, 500, 0.3, 3), Outcomes, Prior, Worth).ToText());
    }

    // Who looked at the price comes back if one writes; the engaged come back of themselves.
    private static (double Alone, double Written) Steep(double[] contact, int outcome)
    {
        var alone = (outcome == 0 ? -5 : -3.5) + (0.6 * contact[0]);
        return (Logit.Probability(alone), Logit.Probability(alone + 0.3 + Math.Max(0, 1.2 * contact[1])));
    }

    private static (double Alone, double Written) Flat(double[] contact, int outcome)
    {
        var alone = Logit.Probability((outcome == 0 ? -4.5 : -3) + (0.6 * contact[0]));
        return (alone, alone);
    }

    private static double GainOf(World world, double[] contact) =>
        Outcomes.Select((o, place) => o.Weight * (world(contact, place).Written - world(contact, place).Alone)).Sum();

    private static List<double[]> People(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, Features).Select(_ => MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1)).ToArray())];
    }

    private static List<RevivalRow> Tried(World world, int count, double held, int seed)
    {
        var random = new Random(seed + 1000);
        return [.. People(count, seed).Select(contact =>
        {
            var isWritten = random.NextDouble() >= held;
            return new RevivalRow(contact, isWritten, [.. Outcomes.Select((_, place) =>
            {
                var (alone, written) = world(contact, place);
                return random.NextDouble() < (isWritten ? written : alone);
            })]);
        })];
    }
}
