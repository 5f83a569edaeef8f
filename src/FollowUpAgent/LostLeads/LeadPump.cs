using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Signals;
using FollowUpAgent.Storage;

namespace FollowUpAgent.LostLeads;

/// <summary>
/// Scores again whoever did something, whose moment has come, and lost colleagues of who did something that counts: within seconds. Rests
/// until the first scan. Two workers may score the same contact; that is harmless.
/// </summary>
internal sealed class LeadPump(Database database, LeadScoring scoring, TimeProvider clock) : IPump, IDisposable
{
    private const int Batch = 5000;
    private const int MostColleagues = 500;

    // A write may end a little after one that began later: what was recorded of late is read again, and known by its source.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);

    // The morning's job runs the same pass beside the loop.
    private readonly SemaphoreSlim turn = new(1);
    private readonly Dictionary<Guid, DateTimeOffset> read = [];
    private (DateTimeOffset Since, Guid After)? place;

    /// <inheritdoc />
    public string Name => "lost-leads";

    /// <inheritdoc />
    public TimeSpan Rest { get; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    public async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await database.ReadAsync(s => s.FindCursorAsync(), cancellationToken) is { } cursor
                ? await PassSignalsAsync(cursor, cancellationToken) + await PassDueAsync(cancellationToken)
                : 0;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => turn.Dispose();

    private async Task<int> PassSignalsAsync(DateTimeOffset cursor, CancellationToken cancellationToken)
    {
        var (since, after) = place ?? (cursor - Overlap, Guid.Empty);
        var signals = await database.ReadAsync(s => s.ReadSignalsRecordedSinceAsync(since, after, Batch), cancellationToken);
        var news = signals.Where(s => !read.ContainsKey(s.SourceId)).ToList();
        if (news.Count > 0)
        {
            var active = news.Select(s => s.ContactId).ToHashSet();
            var strong = news.Where(IsStrong).Select(s => s.ContactId).Distinct().ToList();
            active.UnionWith(await FindColleaguesAsync(strong, cancellationToken));
            await scoring.ScoreAsync(active, cancellationToken);
            await database.WriteAsync(s => s.MoveCursorAsync(news[^1].RecordedAt), cancellationToken);
        }

        foreach (var signal in news)
        {
            read[signal.SourceId] = signal.RecordedAt;
        }

        place = signals.Count < Batch ? null : (signals[^1].RecordedAt, signals[^1].SourceId);
        Forget();
        return news.Count;
    }

    private async Task<int> PassDueAsync(CancellationToken cancellationToken)
    {
        var due = await database.ReadAsync(s => s.FindToLookAtAsync(clock.GetUtcNow(), Batch), cancellationToken);
        await scoring.ScoreAsync(due, cancellationToken);
        return due.Count;
    }

    private async Task<List<ContactId>> FindColleaguesAsync(List<ContactId> contacts, CancellationToken cancellationToken) => contacts.Count == 0
        ? []
        : await database.ReadAsync(s => s.FindLostColleaguesAsync(contacts, MostColleagues), cancellationToken);

    private static bool IsStrong(Signal signal) => signal.Kind is SignalKind.Reply or SignalKind.Custom || signal.Name == PageGroup.Pricing;

    private void Forget()
    {
        if (place is null && read.Count > Batch)
        {
            var before = read.Values.Max() - Overlap - Overlap;
            foreach (var old in read.Where(r => r.Value < before).Select(r => r.Key).ToList())
            {
                read.Remove(old);
            }
        }
    }
}
