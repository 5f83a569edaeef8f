using FollowUpAgent.Storage;

namespace FollowUpAgent.Dashboard.Learned;

/// <summary>The SQL of the page of learning.</summary>
internal static class LearningStore
{
    /// <summary>Snapshots made before then, newest first: of each kind by its own index, without the megabytes of their content.</summary>
    public static async Task<List<SnapshotLine>> FindSnapshotsAsync(this Session session, DateTimeOffset before, int most)
    {
        var serving = await session.QueryAsync<SnapshotLine>(Newest("NULL"), new { before, most });
        var refused = await session.QueryAsync<SnapshotLine>(Newest("NOT NULL"), new { before, most });
        return [.. serving.Concat(refused).OrderByDescending(s => s.MadeAt).Take(most)];
    }

    private static string Newest(string refused) =>
        $"""
        SELECT id, recipe, made_at, training_rows, refused
        FROM snapshot
        WHERE refused IS {refused} AND made_at < @before
        ORDER BY made_at DESC
        LIMIT @most
        """;
}
