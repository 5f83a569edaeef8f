using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Learning.Simulation;

/// <summary>Tries the agent's recipe where the truth is known: against the best there is, chance alone, and itself without context.</summary>
public static class Simulator
{
    /// <summary>Into how many parts of its time a run is told.</summary>
    public const int Parts = 10;

    /// <summary>Runs all seeds of a world. The same seeds give the same result.</summary>
    /// <param name="world">The world.</param>
    /// <param name="settings">How long and how often.</param>
    /// <param name="recipe">How it explores.</param>
    /// <param name="progress">Told the share of the days that are done.</param>
    /// <param name="cancellationToken">Stops it after the day in hand.</param>
    public static SimulationResult Run(
        SimulatedWorld world, SimulationSettings settings, SimulatedRecipe recipe, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(recipe);
        var (runs, done) = (new SimulatedRun[settings.Seeds], 0);
        Parallel.For(0, settings.Seeds, new ParallelOptions { CancellationToken = cancellationToken }, seed =>
            runs[seed] = Run(
                settings.WorldOf(world, seed),
                settings,
                recipe,
                seed,
                () => progress?.Report(Interlocked.Increment(ref done) / (double)(settings.Seeds * settings.Days)),
                cancellationToken));
        return new SimulationResult(world, runs);
    }

    private static SimulatedRun Run(
        SendWorld world, SimulationSettings settings, SimulatedRecipe recipe, int seed, Action dayIsDone, CancellationToken cancellationToken)
    {
        var (byContext, free) = (new SimulatedLearner(world, settings, recipe, seesKinds: true), new SimulatedLearner(world, settings, recipe, seesKinds: false));
        var values = new double[4];
        var shares = new double[Math.Min(Parts, settings.Days)];
        for (var day = 0; day < settings.Days; day++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var there = Enumerable.Range(0, world.Actions).Count(a => world.Has(day, a));
            var (one, other) = (ByKind(world, byContext, day), ByKind(world, free, day));
            values[0] += world.ValueOf(day, k => one[k]) / settings.Days;
            values[1] += world.ValueOf(day, k => other[k]) / settings.Days;
            values[2] += world.ValueOf(day, _ => [.. Enumerable.Range(0, world.Actions).Select(a => world.Has(day, a) ? 1.0 / there : 0)]) / settings.Days;
            values[3] += world.ValueOf(day, k => Propensities.Certain(world.Actions, world.BestFor(day, k))) / settings.Days;
            var (part, first, after) = PartOf(day, shares.Length, settings.Days);
            shares[part] += one.Select((p, k) => p[world.BestFor(day, k)]).Average() / (after - first);
            // The same contacts and the same chance for both.
            Live(world, byContext, one, day, settings.PerDay, new SeededUniforms(((long)seed << 20) + day));
            Live(world, free, other, day, settings.PerDay, new SeededUniforms(((long)seed << 20) + day));
            dayIsDone();
        }

        return new SimulatedRun(seed, values[0], values[1], values[2], values[3], shares);
    }

    private static double[][] ByKind(SendWorld world, SimulatedLearner learner, int day) =>
        [.. Enumerable.Range(0, world.Kinds).Select(kind => learner.Weigh(day, kind))];

    private static void Live(SendWorld world, SimulatedLearner learner, double[][] byKind, int day, int mails, SeededUniforms chance)
    {
        for (var i = 0; i < mails; i++)
        {
            var kind = world.Meet(chance);
            var action = Propensities.Draw(byKind[kind], chance.Next());
            learner.Add(day, kind, action, world.AnswerTo(chance, day, kind, action));
        }

        learner.Learn(day);
    }

    private static (int Part, int First, int After) PartOf(int day, int parts, int days)
    {
        var part = day * parts / days;
        return (part, ((part * days) + parts - 1) / parts, (((part + 1) * days) + parts - 1) / parts);
    }
}
