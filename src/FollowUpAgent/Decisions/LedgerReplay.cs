using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Decisions;

/// <summary>Makes the decisions of the ledger again, page by page: memory does not grow with the ledger.</summary>
internal sealed class LedgerReplay(Database database, IEnumerable<IOutcomeModelTrainer> engines)
{
    private const int PageRows = 500;

    // Decisions come in the order of time, so a snapshot is asked for again soon or never.
    private const int MostSnapshots = 4;
    private readonly List<Served> snapshots = [];
    private readonly Dictionary<(string Sequence, string Step), IReadOnlyList<Variant>> variants = [];

    // Thousands of decisions ask a snapshot the same: the ledger holds what was answered, the question is asked anew once.
    private readonly ForecastCache forecasts = new();

    /// <summary>Replays one decision; null where there is none.</summary>
    public async Task<ReplayTally?> RunAsync(DecisionId id, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(s => s.FindDecisionAsync(id), cancellationToken);
        var tally = new ReplayTally();
        await AddAsync(rows, tally, cancellationToken);
        return rows.Count == 0 ? null : tally;
    }

    /// <summary>Replays all of them.</summary>
    /// <param name="heard">Told after each page how many are done.</param>
    /// <param name="cancellationToken">Ends it after the page in hand.</param>
    public async Task<ReplayTally> RunAllAsync(IProgress<int> heard, CancellationToken cancellationToken)
    {
        var tally = new ReplayTally();
        var rows = new List<Decision>();
        var after = new Decision();
        while (true)
        {
            var page = await database.ReadAsync(s => s.ReadDecisionsAsync(after.Id, after.Stage, PageRows), cancellationToken);
            rows.AddRange(page);
            // The second stage of the last one may be on the next page.
            var whole = page.Count < PageRows ? rows.Count : rows.FindIndex(r => r.Id == rows[^1].Id);
            await AddAsync(rows[..whole], tally, cancellationToken);
            rows.RemoveRange(0, whole);
            heard.Report(tally.Decisions);
            if (page.Count < PageRows)
            {
                return tally;
            }

            after = page[^1];
        }
    }

    private async Task AddAsync(List<Decision> rows, ReplayTally tally, CancellationToken cancellationToken)
    {
        foreach (var stages in rows.GroupBy(r => r.Id))
        {
            if (stages.Any(s => s.Erased))
            {
                tally.AddErased();
                continue;
            }

            var isEqual = true;
            foreach (var stage in stages)
            {
                isEqual &= await IsEqualAsync(stage, cancellationToken);
            }

            tally.Add(stages.Key, isEqual);
        }
    }

    private async Task<bool> IsEqualAsync(Decision row, CancellationToken cancellationToken)
    {
        var snapshot = row.SnapshotId is { } id ? await FindAsync(id, cancellationToken) : null;
        return (row.SnapshotId is null || snapshot is not null)
            && Replay.IsEqual(row, snapshot, await VariantsAsync(row.Sequence, row.Step, cancellationToken), forecasts);
    }

    private async Task<IReadOnlyList<Variant>> VariantsAsync(string sequence, string step, CancellationToken cancellationToken)
    {
        if (!variants.TryGetValue((sequence, step), out var known))
        {
            variants[(sequence, step)] = known = await database.ReadAsync(s => s.FindVariantsAsync(sequence, step), cancellationToken);
        }

        return known;
    }

    private async Task<Served?> FindAsync(SnapshotId id, CancellationToken cancellationToken)
    {
        if (snapshots.Find(s => s.Id == id) is { } known)
        {
            return known;
        }

        if (await database.ReadAsync(s => s.FindSnapshotAsync(id), cancellationToken) is not { } row)
        {
            return null;
        }

        if (snapshots.Count == MostSnapshots)
        {
            snapshots.RemoveAt(0);
        }

        snapshots.Add(Served.Of(row, engines));
        return snapshots[^1];
    }
}

/// <summary>How decisions came out when they were made again.</summary>
internal sealed class ReplayTally
{
    private readonly List<DecisionId> different = [];

    /// <summary>All.</summary>
    public int Decisions => Equal + Different + Erased;

    /// <summary>Those with the same probabilities, to the bit, and the same action, in each stage.</summary>
    public int Equal { get; private set; }

    /// <summary>Those with others.</summary>
    public int Different => different.Count;

    /// <summary>Those of erased contacts: what they followed from is gone.</summary>
    public int Erased { get; private set; }

    /// <summary>Which differ.</summary>
    public IReadOnlyList<DecisionId> DifferentIds => different;

    /// <summary>Counts one.</summary>
    public void Add(DecisionId id, bool isEqual)
    {
        if (isEqual)
        {
            Equal++;
            return;
        }

        different.Add(id);
    }

    /// <summary>Counts one that was erased.</summary>
    public void AddErased() => Erased++;
}
