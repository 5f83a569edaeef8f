using System.Diagnostics;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dashboard;

/// <summary>
/// The figures of now, for everybody who looks: read at most once a second, counted anew when something happened or every five seconds.
/// </summary>
internal sealed class LiveFeed(Database database, TimeProvider clock) : IDisposable
{
    /// <summary>Counts stop here; more is "many".</summary>
    public const int MostCounted = 100_000;

    private const int MostTotal = 1_000_000;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(900);
    private static readonly TimeSpan BetweenCounts = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenTotals = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim gate = new(1);
    private LiveNumbers? numbers;
    private TotalRow totals = new();
    private Pulse? pulse;
    private long lookedAt;
    private long countedAt;
    private long totalledAt;

    /// <summary>The figures.</summary>
    public async Task<LiveNumbers> GetAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (numbers is null || IsOver(lookedAt, BetweenLooks))
            {
                await LookAsync(cancellationToken);
                lookedAt = Stopwatch.GetTimestamp();
            }

            return numbers!;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => gate.Dispose();

    private static bool IsOver(long since, TimeSpan pause) => since == 0 || Stopwatch.GetElapsedTime(since) > pause;

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var seen = await database.ReadAsync(s => s.FindPulseAsync(), cancellationToken);
        if (numbers is not null && seen == pulse && !IsOver(countedAt, BetweenCounts))
        {
            return;
        }

        if (IsOver(totalledAt, BetweenTotals) || totals.Contacts == 0 || seen.EnteredAt != pulse?.EnteredAt)
        {
            totals = await database.ReadAsync(s => s.CountTotalsAsync(MostTotal), cancellationToken);
            totalledAt = Stopwatch.GetTimestamp();
        }

        var now = clock.GetUtcNow();
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var row = await database.ReadAsync(s => s.CountLiveAsync(today, now.AddDays(-7), now, MostCounted), cancellationToken);
        (numbers, pulse, countedAt) = (new LiveNumbers(row, totals.Contacts, totals.OnTheWay), seen, Stopwatch.GetTimestamp());
    }
}

/// <summary>The figures that a page shows live.</summary>
/// <param name="Row">What happens.</param>
/// <param name="Contacts">How many contacts there are.</param>
/// <param name="OnTheWay">How many enrollments are open.</param>
internal sealed record LiveNumbers(LiveRow Row, long Contacts, long OnTheWay)
{
    /// <summary>By the name under which the page holds each, in the order of the page.</summary>
    public IReadOnlyDictionary<string, long> ByName => new Dictionary<string, long>
    {
        ["approvals"] = Row.Approvals,
        ["tasks"] = Row.Tasks,
        ["sent"] = Row.Sent,
        ["replies"] = Row.Replies,
        ["goals"] = Row.Goals,
        ["refusals"] = Row.Refusals,
        ["due"] = Row.Due,
        ["queued"] = Row.Queued,
        ["onTheWay"] = OnTheWay,
        ["contacts"] = Contacts,
    };
}
