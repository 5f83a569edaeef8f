using System.Diagnostics;
using FollowUpAgent.Benchmarks.Ground;

namespace FollowUpAgent.Benchmarks.Ingest;

/// <summary>An agent that runs, who posts to it, and what its database says of that.</summary>
/// <param name="Agent">For its database; the pumps run in the executable.</param>
/// <param name="Generator">Who posts.</param>
/// <param name="Posts">What is posted.</param>
/// <param name="Process">The executable's process.</param>
internal sealed record IngestRun(BenchAgent Agent, Generator Generator, Posts Posts, int Process)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>What the executable has worked so far.</summary>
    public TimeSpan ProcessorTime()
    {
        using var process = System.Diagnostics.Process.GetProcessById(Process);
        return process.TotalProcessorTime;
    }

    /// <summary>Waits until nothing waits in the inbox.</summary>
    public Task<TimeSpan> UntilUnderstoodAsync(TimeSpan patience, CancellationToken cancellationToken) =>
        UntilAsync(async () => (await Agent.QueryAsync<long>("SELECT COUNT(*) FROM inbox WHERE state = 'new'"))[0] == 0, patience, cancellationToken);

    /// <summary>Waits until so many pixels and clicks are stored.</summary>
    public Task<TimeSpan> UntilTrackedAsync(long count, TimeSpan patience, CancellationToken cancellationToken) =>
        UntilAsync(async () => await CountTrackedAsync() >= count, patience, cancellationToken);

    /// <summary>How many pixels and clicks are stored.</summary>
    public async Task<long> CountTrackedAsync() => (await Agent.QueryAsync<long>("SELECT COUNT(*) FROM inbox WHERE endpoint LIKE 'tracking/%'"))[0];

    /// <summary>How many events each delivery became, by its key.</summary>
    public async Task<Dictionary<string, long>> CountEventsAsync() => (await Agent.QueryAsync<CountRow>(
        """
        SELECT encode(i.dedupe_key, 'hex') AS dedupe_key, COUNT(e.id) AS events
        FROM inbox i
        LEFT JOIN event e ON e.inbox_id = i.id
        GROUP BY i.dedupe_key
        """)).ToDictionary(r => r.DedupeKey.ToUpperInvariant(), r => r.Events);

    private static async Task<TimeSpan> UntilAsync(Func<Task<bool>> isDone, TimeSpan patience, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await isDone() && Stopwatch.GetElapsedTime(start) < patience)
        {
            await Task.Delay(BetweenLooks, cancellationToken);
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private sealed class CountRow
    {
        public string DedupeKey { get; set; } = "";

        public long Events { get; set; }
    }
}
