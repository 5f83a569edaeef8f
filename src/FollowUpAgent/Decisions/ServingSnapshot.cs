using FollowUpAgent.Hosting;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Decisions;

/// <summary>Hands out the snapshot that serves now; makes the first one, from priors alone, where there is none.</summary>
internal sealed class ServingSnapshot(Database database, IdSource ids, TimeProvider clock)
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
        held = new Served(id, ActionCounts.Parse(row!.Content));
        latest = held;
        return held;
    }

    private Task<SnapshotId> MakeFirstAsync(CancellationToken cancellationToken)
    {
        var first = new Snapshot { Id = new SnapshotId(ids.New()), MadeAt = clock.GetUtcNow(), Content = new ActionCounts().ToContent() };
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
internal sealed record Served(SnapshotId Id, ActionCounts Learned);
