using System.Text.Json;
using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Training;

/// <summary>Fits the serving recipe on all rewards known now and makes a snapshot of it, which serves at once if it is healthy.</summary>
internal sealed class Trainer(
    Database database, OutcomeCatalog outcomes, IOutcomeModelTrainer engine, Recipe configured, IdSource ids, TimeProvider clock)
{
    /// <summary>Fits and stores a snapshot.</summary>
    /// <returns>The snapshot; <see cref="Snapshot.Refused"/> says why it does not serve, if it does not.</returns>
    public async Task<Snapshot> TrainAsync(CancellationToken cancellationToken) =>
        await TrainAsync(ServingOf(await database.ReadAsync(s => s.FindServingFiguresAsync(), cancellationToken)), cancellationToken);

    /// <summary>The recipe that serves: the configured one until something was learned, then the one that was.</summary>
    public Recipe ServingOf(Snapshot? serving) =>
        serving is { TrainingRows: > 0, Settings: { } settings } ? Recipe.Parse(settings) : configured;

    /// <summary>Whether this build has what a recipe is fitted with.</summary>
    public bool CanFit(Recipe recipe) => recipe.Name == FittedRecipe.Name && recipe.Engine == engine.Engine;

    /// <summary>Fits a recipe that is to serve and stores the snapshot.</summary>
    public async Task<Snapshot> TrainAsync(Recipe recipe, CancellationToken cancellationToken)
    {
        var (now, began) = (clock.GetUtcNow(), clock.GetTimestamp());
        var read = await new LogReading(database, outcomes).ReadAsync(now, new LogScope(recipe), cancellationToken);
        var (fit, content) = await FitAsync(read, cancellationToken);
        var serving = await database.ReadAsync(s => s.FindServingFiguresAsync(), cancellationToken);
        var refused = CanFit(recipe) ? fit.Refused ?? WhyTooFew(read, serving) : $"this program cannot fit {recipe.Name} by {recipe.Engine}";
        var snapshot = new Snapshot
        {
            Id = new SnapshotId(ids.New()),
            Recipe = recipe.Name,
            Settings = recipe.ToText(),
            // The newest serves: two fits of one moment keep their order.
            MadeAt = serving?.MadeAt >= now ? serving.MadeAt + TimeSpan.FromMicroseconds(1) : now,
            TrainingRows = read.Log.Decisions,
            ErasedRows = read.Erased,
            Content = refused is null ? content! : "{}",
            Diagnostics = JsonSerializer.Serialize(
                new { seconds = Math.Round(clock.GetElapsedTime(began).TotalSeconds, 3), fit.Features, distinctRows = read.Log.Rows.Count, outcomes = fit.Outcomes },
                JsonSerializerOptions.Web),
            Refused = refused,
        };
        await database.WriteAsync(s => s.AddSnapshotAsync(snapshot), cancellationToken);
        return snapshot;
    }

    /// <summary>Fits what was read, and writes it down where it can be used.</summary>
    public Task<(TrainedRecipe Fit, string? Content)> FitAsync(ReadLog read, CancellationToken cancellationToken) => OnThreadOfItsOwnAsync(
        () =>
        {
            var fit = Fit(read);
            return (fit, fit.Recipe?.ToContent());
        },
        cancellationToken);

    // Writing megabytes of text borrows as much from pools that keep some for every thread; what this one borrowed ends with it.
    private static Task<T> OnThreadOfItsOwnAsync<T>(Func<T> work, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(work, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private TrainedRecipe Fit(ReadLog read)
    {
        var schema = read.Log.SchemaOf();
        var rows = schema.Read(read.Log);
        var fits = new (FitResult? Result, TrainedOutcome Trained)[read.Watches.Count];
        Parallel.For(0, fits.Length, place => fits[place] = FitOne(read, schema, rows, place));
        var refused = fits.Select(f => WhyRefused(f.Result, f.Trained)).FirstOrDefault(r => r is not null);
        var models = fits.Select(f => f.Result).OfType<FitResult.Fitted>().Select(f => f.Model).ToList();
        return new TrainedRecipe(
            refused is null ? new FittedRecipe(schema, models, engine) : null, schema.Count, [.. fits.Select(f => f.Trained)], refused);
    }

    private (FitResult? Result, TrainedOutcome Trained) FitOne(ReadLog read, FeatureSchema schema, SparseRows rows, int place)
    {
        var outcome = read.Watches[place].Outcome;
        var set = new TrainingSet(outcome.Key, outcome.PriorRate, schema, rows, read.Log, place);
        if (set.IsEmpty)
        {
            // Nothing was seen: the prior alone, which needs no model.
            return (null, new TrainedOutcome(outcome.Key, 0, null, null));
        }

        var result = engine.Fit(set);
        return (result, result is FitResult.Fitted(var model, var figures)
            ? new TrainedOutcome(outcome.Key, set.Mature, figures, Calibration.Of(model, set))
            : new TrainedOutcome(outcome.Key, set.Mature, null, null));
    }

    private static string? WhyRefused(FitResult? result, TrainedOutcome trained) => result is FitResult.Refused(var reason)
        ? reason
        : trained.Calibration is { IsAlarming: true } calibration
            ? FormattableString.Invariant($"{trained.Outcome} is expected {calibration.Expected:0.#} times and came {calibration.Observed:0.#} times")
            : null;

    // The log only grows, except by erasure: fewer rows than that explains mean that something was lost.
    private static string? WhyTooFew(ReadLog read, Snapshot? serving)
    {
        if (serving is null)
        {
            return null;
        }

        var erased = Math.Max(0, read.Erased - serving.ErasedRows);
        return read.Log.Decisions < serving.TrainingRows - erased
            ? $"{read.Log.Decisions} training rows, {serving.TrainingRows} before, {erased} erased since"
            : null;
    }
}

/// <summary>What came of fitting a recipe.</summary>
/// <param name="Recipe">The recipe, or null where it is refused.</param>
/// <param name="Features">The size of its schema.</param>
/// <param name="Outcomes">How it went, by outcome.</param>
/// <param name="Refused">Why it is refused, or null.</param>
internal sealed record TrainedRecipe(FittedRecipe? Recipe, int Features, IReadOnlyList<TrainedOutcome> Outcomes, string? Refused);

/// <summary>How the fit of one outcome went.</summary>
/// <param name="Outcome">The outcome's key.</param>
/// <param name="Mature">How many observations were past its window.</param>
/// <param name="Figures">The fit's own figures; null where nothing was seen.</param>
/// <param name="Calibration">Whether it expects what happened; null where nothing was seen.</param>
internal sealed record TrainedOutcome(string Outcome, long Mature, FitFigures? Figures, Calibration? Calibration);
