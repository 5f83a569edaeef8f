using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Training;

/// <summary>Reads the ledger and what it earned into a log, page by page: a long read would hold up the writers' clean-up.</summary>
internal sealed class LogReading(Database database, OutcomeCatalog outcomes)
{
    private const int Page = 5000;

    /// <summary>Everything known now.</summary>
    public async Task<ReadLog> ReadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (watches, variants, erased) = await database.ReadAsync(
            async session =>
            {
                var opened = new List<Watch>();
                foreach (var outcome in outcomes.All)
                {
                    opened.Add(await Watch.OpenAsync(session, outcome, now));
                }

                return (opened, await session.FindVariantsAsync(), await session.CountErasedAsync());
            },
            cancellationToken);
        var log = new TrainingLog(watches.Count);
        var known = variants.ToDictionary(v => (v.Sequence, v.Step, v.Variant.Version), v => v.Variant);
        await FillAsync(log, watches, known, now, cancellationToken);
        return new ReadLog(log, watches, erased);
    }

    private async Task FillAsync(
        TrainingLog log,
        List<Watch> watches,
        Dictionary<(string, string, string), Variant> variants,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var contexts = new Dictionary<string, ContactContext>(StringComparer.Ordinal);
        var mature = now - outcomes.All.Min(o => o.Window);
        var seen = new Observation[watches.Count];
        var after = default(DecisionId);
        for (var read = Page; read == Page;)
        {
            var (decisions, earned) = await ReadPageAsync(after, cancellationToken);
            foreach (var decision in decisions)
            {
                for (var o = 0; o < seen.Length; o++)
                {
                    seen[o] = watches[o].See(decision, earned[decision.Id].Contains(watches[o].Outcome.Key));
                }

                log.Add(
                    new Situation(decision.Sequence, decision.Step, ContextOf(decision, contexts)),
                    DeedOf(decision, variants),
                    Micros.From(decision.ClosedAt),
                    decision.ClosedAt <= mature,
                    seen);
            }

            read = decisions.Count;
            after = read > 0 ? decisions[^1].Id : after;
        }
    }

    private Task<(List<CarriedOut>, ILookup<DecisionId, string>)> ReadPageAsync(DecisionId after, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var decisions = await session.ReadCarriedOutAsync(after, Page);
            return (decisions, decisions.Count > 0
                ? await session.FindEarnedAsync(decisions[0].Id, decisions[^1].Id)
                : Array.Empty<string>().ToLookup(_ => after));
        },
        cancellationToken);

    private static ContactContext ContextOf(CarriedOut decision, Dictionary<string, ContactContext> contexts)
    {
        if (!contexts.TryGetValue(decision.Context, out var context))
        {
            contexts[decision.Context] = context = DecisionContext.Parse(decision.Context);
        }

        return context;
    }

    private static Deed DeedOf(CarriedOut decision, Dictionary<(string, string, string), Variant> variants) => decision.Version is { } version
        ? new Deed(decision.Slot, variants.GetValueOrDefault((decision.Sequence, decision.Step, version)) ?? new Variant(version, new Dictionary<string, string>()))
        : Deed.Skip;
}

/// <summary>A log and how it was read.</summary>
/// <param name="Log">What was done and what came of it.</param>
/// <param name="Watches">How each outcome was seen, in the log's order.</param>
/// <param name="Erased">How many decisions were left out because their contact was erased.</param>
internal sealed record ReadLog(TrainingLog Log, IReadOnlyList<Watch> Watches, long Erased);
