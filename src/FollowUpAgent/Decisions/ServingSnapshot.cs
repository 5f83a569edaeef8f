using FollowUpAgent.Hosting;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Decisions;

/// <summary>Hands out the snapshot that serves now; makes the first one, from priors alone, where there is none.</summary>
internal sealed class ServingSnapshot(Database database, IEnumerable<IOutcomeModelTrainer> engines, Recipe recipe, IdSource ids, TimeProvider clock)
{
    private volatile Served? latest;

    /// <summary>The snapshot that serves, read anew only when another one took its place.</summary>
    public async Task<Served> GetAsync(CancellationToken cancellationToken)
    {
        var id = await database.ReadAsync(s => s.FindServingSnapshotIdAsync(), cancellationToken) ?? await MakeFirstAsync(cancellationToken);
        var held = latest;
        if (held?.Id == id)
        {
            return held;
        }

        var row = await database.ReadAsync(s => s.FindSnapshotAsync(id), cancellationToken);
        // Megabytes of text: on a thread of its own, whose borrowed buffers end with it.
        held = await Task.Factory.StartNew(() => Served.Of(row!, engines), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        latest = held;
        return held;
    }

    private Task<SnapshotId> MakeFirstAsync(CancellationToken cancellationToken)
    {
        var first = new Snapshot
        {
            Id = new SnapshotId(ids.New()),
            Settings = recipe.ToText(),
            MadeAt = clock.GetUtcNow(),
            Content = FittedRecipe.OfPriors.ToContent(),
        };
        return database.WriteAsync(
            async session =>
            {
                if (await session.FindServingSnapshotIdAsync() is { } made)
                {
                    return made;
                }

                await session.AddSnapshotAsync(first);
                return first.Id;
            },
            cancellationToken);
    }
}

/// <summary>A snapshot ready to forecast.</summary>
internal sealed record Served(SnapshotId Id, FittedRecipe Learned)
{
    /// <summary>The recipe with its settings; null where those of the configuration hold.</summary>
    public Recipe? Recipe { get; init; }

    /// <summary>Reads a snapshot that did serve.</summary>
    public static Served Of(Snapshot snapshot, IEnumerable<IOutcomeModelTrainer> engines) =>
        Of(snapshot.Id, snapshot.Content, snapshot.Settings is { } settings ? Recipe.Parse(settings) : null, engines);

    /// <summary>Reads what was learned by a recipe.</summary>
    public static Served Of(SnapshotId id, string content, Recipe? recipe, IEnumerable<IOutcomeModelTrainer> engines) =>
        new(id, FittedRecipe.Parse(content, [.. engines])) { Recipe = recipe };
}
