using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Learning.Simulation;
using FollowUpAgent.Tests.House;
using Xunit.Abstractions;

namespace FollowUpAgent.Learning.Tests.Simulation;

/// <summary>
/// A better variant comes along while answers are late: 100 sends a day for 90 days, refitted every day without context, by the default
/// recipe.
/// </summary>
public sealed class DelayWorldTests(ITestOutputHelper output)
{
    private const int Days = 90;
    private const int SendsADay = 100;
    private const double WindowDays = 14;
    private const double Rate = 0.03;
    private static readonly TwoStagePolicy Policy = new([new WeightedOutcome(SampleLog.Outcome, 1, Rate)], 0.5, 0.05, 500);
    private static readonly Variant[] Variants = [.. Enumerable.Range(0, 6).Select(i => SampleLog.Version($"v{i}@1"))];

    [Fact]
    public void Late_answers_do_not_starve_a_new_variant()
    {
        var (runs, late, atOnce) = (TestScale.Factor == 1 ? 6 : 20 * TestScale.Factor, new List<double>(), new List<double>());
        for (var run = 0; run < runs; run++)
        {
            late.Add(ShareOfTheNew(SendWorld.Delayed(), run));
            atOnce.Add(ShareOfTheNew(SendWorld.Delayed(meanDelayDays: 0), run));
        }

        var gap = late.Average() - atOnce.Average();
        var error = Math.Sqrt(late.Zip(atOnce, (l, a) => Math.Pow(l - a - gap, 2)).Sum() / (runs * (runs - 1.0)));
        output.WriteLine($"share of the new one {late.Average():F3} with delay, {atOnce.Average():F3} without, gap {gap:F3} ± {error:F3}, {runs} runs");
        Assert.True(gap >= -0.02 - (runs >= 200 ? 0 : 3 * error), $"gap {gap:F3} ± {error:F3}");
    }

    private static double ShareOfTheNew(SendWorld world, int run)
    {
        var (chance, cohorts, newOnes) = (new SeededUniforms(run), new List<Cohort>(), 0);
        for (var day = 0; day < Days; day++)
        {
            var there = Variants.Where((_, a) => world.Has(day, a)).ToArray();
            var p = Policy.Which(Learn(cohorts, day, world.MeanDelayDays > 0), SampleLog.Situation(), "d0-morning", there).Probabilities;
            var today = Enumerable.Range(0, there.Length).Select(action => new Cohort(day, action)).ToArray();
            for (var i = 0; i < SendsADay; i++)
            {
                var action = Propensities.Draw(p, chance.Next());
                today[action].Add(world.AnswerTo(chance, day, 0, action));
                newOnes += action == world.Actions - 1 ? 1 : 0;
            }

            cohorts.AddRange(today.Where(c => c.Sends > 0));
        }

        return (double)newOnes / ((Days - world.LastActionFrom) * SendsADay);
    }

    private static FittedRecipe Learn(List<Cohort> cohorts, int today, bool isLate)
    {
        if (cohorts.Count == 0)
        {
            return FittedRecipe.OfPriors;
        }

        var curve = DelayCurve.Of([.. cohorts.Where(c => today - c.Day > WindowDays).SelectMany(c => c.Within(WindowDays)).Select(d => d / WindowDays)]);
        var log = new TrainingLog(1);
        foreach (var cohort in cohorts)
        {
            var (age, deed) = (today - cohort.Day, new Deed("d0-morning", Variants[cohort.Action]));
            var happened = cohort.Within(Math.Min(age, WindowDays)).Count();
            var weight = isLate ? curve.WeightAt(age / WindowDays) : 1;
            var isMature = age > WindowDays;
            log.Add(SampleLog.Situation(), deed, cohort.Day, isMature, [new Observation(happened, true, isMature)]);
            log.Add(SampleLog.Situation(), deed, cohort.Day, isMature, [new Observation(weight * (cohort.Sends - happened), false, isMature)]);
        }

        var schema = log.SchemaOf();
        var set = new TrainingSet(SampleLog.Outcome, Rate, schema, schema.Read(log), log, 0);
        var model = Assert.IsType<FitResult.Fitted>(HierarchicalLogistic.Instance.Fit(set)).Model;
        return new FittedRecipe(schema, [model], HierarchicalLogistic.Instance);
    }

    /// <summary>What was sent of one variant on one day; they are weighed together.</summary>
    private sealed class Cohort(int day, int action)
    {
        private readonly List<double> delays = [];

        public int Day => day;

        public int Action => action;

        public int Sends { get; private set; }

        public void Add(double? delay)
        {
            Sends++;
            if (delay is { } days)
            {
                delays.Add(days);
            }
        }

        public IEnumerable<double> Within(double days) => delays.Where(d => d <= days);
    }
}
