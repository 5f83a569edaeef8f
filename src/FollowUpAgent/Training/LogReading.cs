using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Storage;
using FollowUpAgent.Training.Calibrating;

namespace FollowUpAgent.Training;

/// <summary>Reads the ledger and what it earned into a log, page by page: a long read would hold up the writers' clean-up.</summary>
internal sealed class LogReading(Database database, OutcomeCatalog outcomes)
{
    private const int Page = 5000;

    /// <summary>What is known now, as a recipe sees it.</summary>
    public async Task<ReadLog> ReadAsync(DateTimeOffset now, LogScope scope, CancellationToken cancellationToken)
    {
        var (watches, variants, alarms, erased) = await database.ReadAsync(
            async session =>
            {
                var opened = new List<Watch>();
                foreach (var outcome in scope.Recipe.PriorsFor(outcomes.All))
                {
                    opened.Add(await Watch.OpenAsync(session, outcome, now));
                }

                return (
                    opened,
                    await session.FindVariantsAsync(),
                    await session.FindAlarmsAsync(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue),
                    await session.CountErasedAsync());
            },
            cancellationToken);
        var log = new TrainingLog(watches.Count);
        var known = variants.ToDictionary(v => (v.Sequence, v.Step, v.Variant.Version), v => v.Variant);
        await FillAsync(log, watches, known, new Memory(scope.Recipe.HalfLife, alarms, now), scope, now, cancellationToken);
        return new ReadLog(log, watches, erased);
    }

    private async Task FillAsync(
        TrainingLog log,
        List<Watch> watches,
        Dictionary<(string, string, string), Variant> variants,
        Memory memory,
        LogScope scope,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var contexts = new Dictionary<string, ContactContext>(StringComparer.Ordinal);
        var mature = now - outcomes.All.Min(o => o.Window);
        var seen = new Observation[watches.Count];
        var after = default(DecisionId);
        for (var read = Page; read == Page;)
        {
            var (decisions, earned) = await ReadPageAsync(after, scope.Until, cancellationToken);
            foreach (var decision in decisions)
            {
                for (var o = 0; o < seen.Length; o++)
                {
                    var outcome = watches[o].Outcome.Key;
                    seen[o] = memory.Fade(watches[o].See(decision, earned[decision.Id].Contains(outcome)), decision, outcome);
                }

                log.Add(
                    new Situation(decision.Sequence, decision.Step, ContextOf(decision, scope, contexts)),
                    DeedOf(decision, variants),
                    Micros.From(decision.ClosedAt),
                    decision.ClosedAt <= mature,
                    seen);
            }

            read = decisions.Count;
            after = read > 0 ? decisions[^1].Id : after;
        }
    }

    private Task<(List<CarriedOut>, ILookup<DecisionId, string>)> ReadPageAsync(
        DecisionId after, DateTimeOffset until, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var decisions = await session.ReadCarriedOutAsync(after, until, Page);
            return (decisions, decisions.Count > 0
                ? await session.FindEarnedAsync(decisions[0].Id, decisions[^1].Id)
                : Array.Empty<string>().ToLookup(_ => after));
        },
        cancellationToken);

    private static ContactContext ContextOf(CarriedOut decision, LogScope scope, Dictionary<string, ContactContext> contexts)
    {
        if (scope.IsContextFree)
        {
            return ContactContext.Empty;
        }

        if (!contexts.TryGetValue(decision.Context, out var context))
        {
            contexts[decision.Context] = context = DecisionContext.Parse(decision.Context, scope.Recipe);
        }

        return context;
    }

    /// <summary>What was done. A version that nobody remembers has no traits.</summary>
    public static Deed DeedOf(CarriedOut decision, Dictionary<(string, string, string), Variant> variants) => decision.Version is { } version
        ? new Deed(decision.Slot, variants.GetValueOrDefault((decision.Sequence, decision.Step, version)) ?? new Variant(version, new Dictionary<string, string>()))
        : Deed.Skip;
}

/// <summary>A log and how it was read.</summary>
/// <param name="Log">What was done and what came of it.</param>
/// <param name="Watches">How each outcome was seen, in the log's order.</param>
/// <param name="Erased">How many decisions were left out because their contact was erased.</param>
internal sealed record ReadLog(TrainingLog Log, IReadOnlyList<Watch> Watches, long Erased);

/// <summary>Which decisions are read, and what is seen of them.</summary>
/// <param name="Recipe">What may be learned from, and how it is forgotten.</param>
internal sealed record LogScope(Recipe Recipe)
{
    /// <summary>Decisions before then; as a rule all.</summary>
    public DateTimeOffset Until { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>Whether contacts are all alike.</summary>
    public bool IsContextFree { get; init; }
}
