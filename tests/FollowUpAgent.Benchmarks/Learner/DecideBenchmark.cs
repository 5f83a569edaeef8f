using System.Diagnostics;
using FollowUpAgent.Benchmarks.Ground;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Benchmarks.Learner;

/// <summary>How long a decision takes on one thread, and what it allocates beside its result.</summary>
internal sealed class DecideBenchmark(Figures figures)
{
    private const int Draws = 1000;
    private const double Floor = 0.05;
    private const double Spread = 0.5;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly string[] Outcomes = ["goal", "positive-reply", "click", "unsubscribe-or-negative"];

    /// <summary>Measures both sizes.</summary>
    public Task RunAsync(int decisions, CancellationToken cancellationToken)
    {
        Measure(LearnerWorld.Large, 250, decisions, cancellationToken);
        Measure(LearnerWorld.Small, 80, decisions, cancellationToken);
        return Task.CompletedTask;
    }

    private void Measure(LearnerWorld world, double mostOfAModel, int decisions, CancellationToken cancellationToken)
    {
        var recipe = world.Learn(Outcomes);
        var name = $"{recipe.Schema.Count} features, {world.Variants.Count * world.Slots.Count} actions";
        var chance = new SeededUniforms(11);
        var people = Enumerable.Range(0, 256).Select(_ => world.Meet(chance)).ToArray();
        var (draw, _) = OfAModel(world, recipe, people, decisions);
        figures.Add($"{name}: one outcome's {Draws} joint draws", draw, "µs", Target.AtMost(mostOfAModel));
        cancellationToken.ThrowIfCancellationRequested();
        var policy = new TwoStagePolicy([.. Outcomes.Select((o, i) => new WeightedOutcome(o, 10 - (4 * i), 0.03))], Spread, Floor, Draws);
        var (when, ofWhen) = Median(decisions, i => policy.When(recipe, people[i % people.Length], world.Slots, world.Variants, withSkip: true));
        figures.Add($"{name} and skip, {Outcomes.Length} outcomes: when", when, "µs", Target.AtMost(1000));
        figures.Add($"{name}: allocated by it beside its result", ofWhen - SizeOfResult(world.Slots.Count + 1), "bytes", Target.AtMost(0));
        var (which, ofWhich) = Median(decisions, i => policy.Which(recipe, people[i % people.Length], world.Slots[0], world.Variants));
        figures.Add($"{world.Variants.Count} variants, {Outcomes.Length} outcomes: which", which, "µs", Target.AtMost(1000));
        figures.Add($"{world.Variants.Count} variants: allocated by it beside its result", ofWhich - SizeOfResult(world.Variants.Count), "bytes", Target.AtMost(0));
    }

    private static long SizeOfResult(int actions)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(new StageForecast(new double[actions], new double[actions], new double[actions]));
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static (double Microseconds, double Bytes) OfAModel(LearnerWorld world, FittedRecipe recipe, Situation[] people, int decisions)
    {
        var model = recipe.ModelOf(Outcomes[0], 0.03);
        var matrices = people.Select(p => MatrixOf(world, recipe.Schema, p)).ToArray();
        var (means, deviations) = (new double[matrices[0].Count], new double[matrices[0].Count * Draws]);
        return Median(decisions, i => model.Draw(matrices[i % matrices.Length], Draws, means, deviations));
    }

    private static DesignMatrix MatrixOf(LearnerWorld world, FeatureSchema schema, Situation person)
    {
        var (context, matrix) = (schema.Read(person.Context), new DesignMatrix());
        var common = matrix.Add(schema.Base(person, context));
        var ofVariants = world.Variants.Select(v => matrix.Add(schema.Of(person, v, context))).ToList();
        foreach (var slot in world.Slots)
        {
            var ofSlot = matrix.Add(schema.Of(slot, context));
            for (var v = 0; v < ofVariants.Count; v++)
            {
                matrix.AddRow(common, ofVariants[v], ofSlot, matrix.Add(schema.Of(person, world.Variants[v], slot)));
            }
        }

        return matrix;
    }

    // The median of single calls: a collection or another process is somebody else's time.
    private static (double Microseconds, double Bytes) Median(int times, Action<int> call)
    {
        // Until the compiler has made the best of it, which it does beside the work.
        var warm = Stopwatch.StartNew();
        for (var i = 0; warm.Elapsed < WarmUp; i++)
        {
            call(i);
        }

        var taken = new double[times];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < times; i++)
        {
            var began = Stopwatch.GetTimestamp();
            call(i);
            taken[i] = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return (Machine.Median(taken), (double)allocated / times);
    }
}
