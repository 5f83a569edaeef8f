using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;
using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Training.Challenges;

/// <summary>Asks the gate: reads the rounds since a challenger was fitted whose time is over, and what each rival would have done in them.</summary>
internal sealed class Evidence(Database database, OutcomeCatalog outcomes, Decider decider, IEnumerable<IOutcomeModelTrainer> engines, IdSource ids)
{
    private const int Page = 2000;

    /// <summary>What the gate says; null where there is no round yet.</summary>
    public async Task<GateResult?> AskAsync(Challenger challenger, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var eligible = new EligibleVersions(await database.ReadAsync(s => s.FindVariantsAsync(), cancellationToken));
        var (recipe, champion) = (Recipe.Parse(challenger.Recipe), Recipe.Parse(challenger.Champion));
        var contextFree = Rival("context-free", challenger.ContextFreeContent, recipe);
        var book = new EvidenceBook(
        [
            Rival("challenger", challenger.Content, recipe),
            Rival("champion", challenger.ChampionContent, champion),
            new BestTextRival(contextFree),
            contextFree,
            new UniformRival(decider),
        ]);
        await FillAsync(book, challenger.SinceAt, now - outcomes.LongestOutcomeWindow, cancellationToken);
        if (book.Count == 0)
        {
            return null;
        }

        var policies = book.Policies;
        return Gate.Judge(book.Log, policies[0], policies[1], [.. policies.Skip(2)]);

        LearnedRival Rival(string name, string content, Recipe of) =>
            new(name, Served.Of(new SnapshotId(ids.New()), content, of, engines), decider, eligible);
    }

    private async Task FillAsync(EvidenceBook book, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var after = default(DecisionId);
        while (await database.ReadAsync(s => s.ReadPageAsync(after, since, until, Page), cancellationToken) is { } page)
        {
            foreach (var round in page.Rounds)
            {
                book.Add(round, page.Earned[round.Id].Sum(o => outcomes.Find(o)?.Weight ?? 0));
            }

            after = page.Last;
        }
    }
}
