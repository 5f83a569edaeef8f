using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;
using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Training.Challenges;

/// <summary>
/// Lets a changed recipe serve when the log says that it is not worse, and takes it back when later decisions say that it is. Until then
/// the one that serves goes on; where the recipe was not changed there is nothing to do.
/// </summary>
internal sealed class Gatekeeper(
    Database database, Recipe configured, Trainer trainer, ChallengerMaking making, Evidence evidence, GateRecord record, IdSource ids, TimeProvider clock)
{
    // What was fitted so long ago says little about the recipe of today.
    private static readonly TimeSpan Watched = TimeSpan.FromDays(180);

    /// <summary>Asks the gate, where there is something to ask, and does what it says.</summary>
    /// <returns>What it said, now or for good; null where the configured recipe serves and needs no watch.</returns>
    public async Task<Judgement?> JudgeAsync(CancellationToken cancellationToken)
    {
        var (serving, open, last) = await database.ReadAsync(ReadAsync, cancellationToken);
        if (serving is not { TrainingRows: > 0 })
        {
            return null;
        }

        var champion = trainer.ServingOf(serving);
        var state = last is null ? open?.Stage : last.State;
        var isChanged = champion.ChangesTo(configured).Count > 0;
        if (state == ChallengeState.All.ToText() && !isChanged)
        {
            return await WatchAsync(open!, cancellationToken);
        }

        var isSame = open is not null && isChanged && AreAlike(open.Champion, champion) && AreAlike(open.Recipe, configured);
        Judgement? withdrawn = null;
        if (!isSame && (state == ChallengeState.Shadow.ToText() || state == ChallengeState.All.ToText()))
        {
            withdrawn = await KeepAsync(record.Of(open!, ChallengeState.Withdrawn, null, null), cancellationToken);
        }

        if (!isChanged)
        {
            return withdrawn;
        }

        if (isSame && (state == ChallengeState.Refused.ToText() || state == ChallengeState.Demoted.ToText()))
        {
            return last;
        }

        return isSame && state == ChallengeState.Shadow.ToText()
            ? await JudgeShadowAsync(open!, serving, cancellationToken)
            : await ChallengeAsync(champion, serving, cancellationToken);
    }

    private static async Task<(Snapshot? Serving, Challenger? Open, Judgement? Last)> ReadAsync(Session session)
    {
        var open = await session.FindNewestChallengerAsync();
        return (await session.FindServingFiguresAsync(), open, open is null ? null : await session.FindLastJudgementAsync(open.Id));
    }

    private static bool AreAlike(string recipe, Recipe other) => Recipe.Parse(recipe).ChangesTo(other).Count == 0;

    private async Task<Judgement?> ChallengeAsync(Recipe champion, Snapshot serving, CancellationToken cancellationToken)
    {
        var (made, refused) = await making.MakeAsync(configured, champion, serving, cancellationToken);
        if (made is null)
        {
            return new Judgement { State = ChallengeState.Shadow.ToText(), Reason = refused, Changes = string.Join("; ", champion.ChangesTo(configured)) };
        }

        await database.WriteAsync(s => s.AddChallengerAsync(made), cancellationToken);
        return await JudgeShadowAsync(made, serving, cancellationToken);
    }

    private async Task<Judgement> JudgeShadowAsync(Challenger open, Snapshot serving, CancellationToken cancellationToken)
    {
        var challenger = await database.ReadAsync(s => s.FindChallengerAsync(open.Id), cancellationToken);
        var result = await evidence.AskAsync(challenger, clock.GetUtcNow(), cancellationToken);
        if (result is null or { Verdict: Verdict.NotEnoughEvidence })
        {
            return await KeepAsync(record.Of(challenger, ChallengeState.Shadow, result, null), cancellationToken);
        }

        if (result.Verdict is Verdict.Worse)
        {
            return await KeepAsync(record.Of(challenger, ChallengeState.Refused, result, null), cancellationToken);
        }

        var before = await database.ReadAsync(s => s.FindSnapshotAsync(serving.Id), cancellationToken);
        var promoted = await trainer.TrainAsync(configured, cancellationToken);
        if (promoted.Refused is { } unhealthy)
        {
            return await KeepAsync(record.Of(challenger, ChallengeState.Shadow, result, unhealthy), cancellationToken);
        }

        var watched = challenger with
        {
            Id = ids.New(),
            Stage = ChallengeState.All.ToText(),
            MadeAt = promoted.MadeAt,
            SinceAt = promoted.MadeAt,
            Content = promoted.Content,
            ChampionContent = before!.Content,
        };
        var said = record.Of(challenger, ChallengeState.All, result, null);
        await database.WriteAsync(
            async session =>
            {
                await session.AddJudgementAsync(said);
                await session.AddChallengerAsync(watched);
                return 0;
            },
            cancellationToken);
        return said;
    }

    private async Task<Judgement> WatchAsync(Challenger open, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var challenger = await database.ReadAsync(s => s.FindChallengerAsync(open.Id), cancellationToken);
        var result = await evidence.AskAsync(challenger, now, cancellationToken);
        // Only what is better to have is gone back to: to be worse than some other rival is no reason to serve the champion of old.
        if (result?.Rivals[0] is { IsSupported: true, AlwaysValidLead.High: < 0 })
        {
            var before = await trainer.TrainAsync(Recipe.Parse(challenger.Champion), cancellationToken);
            return await KeepAsync(record.Of(challenger, before.Refused is null ? ChallengeState.Demoted : ChallengeState.All, result, before.Refused), cancellationToken);
        }

        var isOver = result?.Verdict is Verdict.Better || now - challenger.MadeAt > Watched;
        return await KeepAsync(record.Of(challenger, isOver ? ChallengeState.Kept : ChallengeState.All, result, null), cancellationToken);
    }

    private async Task<Judgement> KeepAsync(Judgement judgement, CancellationToken cancellationToken)
    {
        await database.WriteAsync(s => s.AddJudgementAsync(judgement), cancellationToken);
        return judgement;
    }
}
