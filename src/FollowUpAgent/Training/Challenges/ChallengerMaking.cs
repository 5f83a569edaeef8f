using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Training.Challenges;

/// <summary>Fits a changed recipe beside the one that serves, both on the older half of what is known where that is enough.</summary>
internal sealed class ChallengerMaking(Database database, OutcomeCatalog outcomes, Trainer trainer, IdSource ids, TimeProvider clock)
{
    // Half of fewer says so little that both would go by their priors.
    private const long EnoughToSplit = 1000;

    /// <summary>Fits; keeps nothing.</summary>
    /// <returns>The challenger, or why it cannot be fitted.</returns>
    public async Task<(Challenger? Made, string? Refused)> MakeAsync(Recipe recipe, Recipe champion, Snapshot serving, CancellationToken cancellationToken)
    {
        if (!trainer.CanFit(recipe))
        {
            return (null, $"this program cannot fit {recipe.Name} by {recipe.Engine}");
        }

        var now = clock.GetUtcNow();
        var canFitBoth = trainer.CanFit(champion);
        var since = canFitBoth ? await database.ReadAsync(s => SplitAsync(s, now), cancellationToken) : now;
        var (own, refused) = await FitAsync(new LogScope(recipe) { Until = since }, now, cancellationToken);
        var (free, refusedFree) = await FitAsync(new LogScope(recipe) { Until = since, IsContextFree = true }, now, cancellationToken);
        // What this program cannot fit any more is taken as it serves.
        var (other, refusedOther) = canFitBoth
            ? await FitAsync(new LogScope(champion) { Until = since }, now, cancellationToken)
            : ((await database.ReadAsync(s => s.FindSnapshotAsync(serving.Id), cancellationToken))!.Content, null);
        return own is null || free is null || other is null
            ? (null, refused ?? refusedFree ?? refusedOther)
            : (new Challenger
            {
                Id = ids.New(),
                Stage = ChallengeState.Shadow.ToText(),
                Recipe = recipe.ToText(),
                Champion = champion.ToText(),
                Changes = string.Join("; ", champion.ChangesTo(recipe)),
                MadeAt = now,
                SinceAt = since,
                Content = own,
                ChampionContent = other,
                ContextFreeContent = free,
            }, null);
    }

    private async Task<(string? Content, string? Refused)> FitAsync(LogScope scope, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var read = await new LogReading(database, outcomes).ReadAsync(now, scope, cancellationToken);
        var (fit, content) = await trainer.FitAsync(read, cancellationToken);
        return (content, fit.Refused);
    }

    private async Task<DateTimeOffset> SplitAsync(Session session, DateTimeOffset now)
    {
        var mature = now - outcomes.LongestOutcomeWindow;
        var count = await session.CountEvidenceAsync(mature);
        return count < EnoughToSplit ? now : await session.FindDecidedAtAsync(mature, count / 2);
    }
}
