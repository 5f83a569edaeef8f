using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;
using FollowUpAgent.Rewards;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Training;

/// <summary>Fits the serving recipe on all rewards known now and makes a snapshot of it, which serves at once if it is healthy.</summary>
internal sealed class Trainer(Database database, OutcomeCatalog outcomes, IdSource ids, TimeProvider clock)
{
    /// <summary>Fits and stores a snapshot.</summary>
    /// <returns>The snapshot; <see cref="Snapshot.Refused"/> says why it does not serve, if it does not.</returns>
    public async Task<Snapshot> TrainAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var learned = new ActionCounts();
        var rows = 0;
        foreach (var outcome in outcomes.All)
        {
            var counts = await database.ReadAsync(s => s.CountRewardsAsync(outcome, now), cancellationToken);
            learned.Counts[outcome.Key] = counts.ToDictionary(
                c => ActionCounts.KeyOf(c.Stage, c.Sequence, c.Step, c.Chosen), c => new double[] { c.Observed, c.Happened });
            rows = Math.Max(rows, (int)counts.Where(c => c.Stage == Decision.When).Sum(c => c.Observed));
        }

        var serving = await database.ReadAsync(s => s.FindServingSnapshotAsync(), cancellationToken);
        var snapshot = new Snapshot
        {
            Id = new SnapshotId(ids.New()),
            MadeAt = now,
            TrainingRows = rows,
            Content = learned.ToContent(),
            Refused = WhyUnhealthy(learned, rows, serving),
        };
        await database.WriteAsync(s => s.AddSnapshotAsync(snapshot), cancellationToken);
        return snapshot;
    }

    private static string? WhyUnhealthy(ActionCounts learned, int rows, Snapshot? serving)
    {
        if (learned.Counts.Values.SelectMany(o => o.Values).Any(c => c[1] > c[0] || !double.IsFinite(c[0])))
        {
            return "a count is impossible";
        }

        // The log only grows, except by erasure: a tenth fewer rows means that something was lost.
        return serving is not null && rows < serving.TrainingRows * 0.9 ? $"{rows} training rows, {serving.TrainingRows} before" : null;
    }
}
