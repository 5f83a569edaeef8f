using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Decisions;

/// <summary>A recipe fitted on the rewards known at one moment, as the database holds it. Never changed.</summary>
internal sealed record Snapshot
{
    /// <summary>The snapshot's id.</summary>
    public SnapshotId Id { get; init; }

    /// <summary>The recipe's name and version.</summary>
    public string Recipe { get; init; } = FittedRecipe.Name;

    /// <summary>The recipe with its settings (<see cref="Decisions.Recipe"/>), as JSON; null where those of the configuration hold.</summary>
    public string? Settings { get; init; }

    /// <summary>When it was fitted.</summary>
    public DateTimeOffset MadeAt { get; init; }

    /// <summary>How many decisions it was fitted on.</summary>
    public long TrainingRows { get; init; }

    /// <summary>How many decisions had been erased by then, so that fewer rows than last time can be told from lost ones.</summary>
    public long ErasedRows { get; init; }

    /// <summary>What was learned: <see cref="FittedRecipe"/>; empty where nothing could be.</summary>
    public string Content { get; init; } = "{}";

    /// <summary>How the fit went, as JSON; null for the first, which is made of priors.</summary>
    public string? Diagnostics { get; init; }

    /// <summary>Why it does not serve, or null where it does.</summary>
    public string? Refused { get; init; }
}

/// <summary>The snapshots' SQL.</summary>
internal static class SnapshotStore
{
    private const string Columns = "id, recipe, settings, made_at, training_rows, erased_rows, content, diagnostics, refused";

    /// <summary>Adds a snapshot.</summary>
    public static Task<int> AddSnapshotAsync(this Session session, Snapshot snapshot) => session.ExecuteAsync(
        $"INSERT INTO snapshot ({Columns}) VALUES (@Id, @Recipe, @Settings, @MadeAt, @TrainingRows, @ErasedRows, @Content, @Diagnostics, @Refused)", snapshot);

    /// <summary>The snapshot that serves, the newest that was not refused: its figures, without the megabytes of its content.</summary>
    public static Task<Snapshot?> FindServingFiguresAsync(this Session session) => session.QuerySingleOrDefaultAsync<Snapshot>(
        "SELECT id, recipe, settings, made_at, training_rows, erased_rows, diagnostics FROM snapshot WHERE refused IS NULL ORDER BY made_at DESC, id DESC LIMIT 1");

    /// <summary>The id of the snapshot that serves, or null before the first.</summary>
    public static Task<SnapshotId?> FindServingSnapshotIdAsync(this Session session) => session.QuerySingleOrDefaultAsync<SnapshotId?>(
        "SELECT id FROM snapshot WHERE refused IS NULL ORDER BY made_at DESC, id DESC LIMIT 1");

    /// <summary>The snapshot with this id, or null.</summary>
    public static Task<Snapshot?> FindSnapshotAsync(this Session session, SnapshotId id) =>
        session.QuerySingleOrDefaultAsync<Snapshot>($"SELECT {Columns} FROM snapshot WHERE id = @id", new { id });
}
