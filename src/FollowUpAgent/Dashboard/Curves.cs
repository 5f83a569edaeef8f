using System.Diagnostics;
using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Evidence;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dashboard;

/// <summary>
/// The reward per contact by group, day by day: of the contacts that entered in the last four weeks until that day, what they earned until
/// then. Kept for a minute, because a page must not add up a month each time; where business time runs faster, for an hour of it.
/// </summary>
internal sealed class Curves(Database database, OutcomeCatalog outcomes, TimeProvider clock) : IDisposable
{
    private const int Days = 28;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan KeptWhenSimulated = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BusinessTimeKept = TimeSpan.FromHours(1);
    private readonly SemaphoreSlim gate = new(1);
    private volatile Held? held;

    /// <summary>The curves of groups that have anybody, in the order of the groups.</summary>
    public async Task<IReadOnlyList<Curve>> GetAsync(CancellationToken cancellationToken)
    {
        if (held is { } fresh && fresh.IsFreshAt(clock.GetUtcNow()))
        {
            return fresh.Curves;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            if (held is { } meanwhile && meanwhile.IsFreshAt(clock.GetUtcNow()))
            {
                return meanwhile.Curves;
            }

            var now = clock.GetUtcNow();
            var curves = await ReadAsync(now, cancellationToken);
            held = new Held(curves, now, Stopwatch.GetTimestamp());
            return curves;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Draws the curves.</summary>
    public static IReadOnlyList<Curve> Draw(
        DateTimeOffset from, DateTimeOffset now, IReadOnlyCollection<EntryRow> entries, IReadOnlyCollection<EarnedRow> earned, OutcomeCatalog outcomes)
    {
        if (entries.Count == 0)
        {
            return [];
        }

        var first = entries.Min(e => e.Day);
        var last = (int)((now - from).Ticks / TimeSpan.TicksPerDay);
        return
        [
            .. Enum.GetValues<Group>().Select(g => g.ToText()).Where(g => entries.Any(e => e.GroupName == g)).Select(g => new Curve(
                g, [.. PointsOf(from, first, last, entries.Where(e => e.GroupName == g).ToList(), earned.Where(e => e.GroupName == g).ToList(), outcomes)])),
        ];
    }

    /// <inheritdoc />
    public void Dispose() => gate.Dispose();

    private static IEnumerable<CurvePoint> PointsOf(
        DateTimeOffset from, int first, int last, List<EntryRow> entries, List<EarnedRow> earned, OutcomeCatalog outcomes)
    {
        var (contacts, sum, squares, rewards) = (0L, 0.0, 0.0, new Dictionary<ContactId, double>());
        for (var day = first; day <= last; day++)
        {
            contacts += entries.Where(e => e.Day == day).Sum(e => e.Contacts);
            foreach (var row in earned.Where(e => e.Day == day))
            {
                var before = rewards.GetValueOrDefault(row.ContactId);
                var after = before + (row.Count * (outcomes.Find(row.Outcome)?.Weight ?? 0));
                rewards[row.ContactId] = after;
                (sum, squares) = (sum + after - before, squares + (after * after) - (before * before));
            }

            if (contacts > 0)
            {
                var moments = new Moments(contacts, contacts, sum, squares, sum, contacts, rewards.Values.Count(r => r != 0));
                yield return CurvePoint.Of(from.AddDays(day).UtcDateTime, moments);
            }
        }
    }

    private async Task<IReadOnlyList<Curve>> ReadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var from = new DateTimeOffset(now.UtcDateTime.Date.AddDays(1 - Days), TimeSpan.Zero);
        var span = new Span(from, now);
        var (entries, earned) = await database.ReadAsync(
            async session => (await session.CountEntriesAsync(span), await session.FindEarnedAsync(span)), cancellationToken);
        return Draw(from, now, entries, earned, outcomes);
    }

    private sealed record Held(IReadOnlyList<Curve> Curves, DateTimeOffset Now, long At)
    {
        public bool IsFreshAt(DateTimeOffset now) => Stopwatch.GetElapsedTime(At) < (now - Now < BusinessTimeKept ? Kept : KeptWhenSimulated);
    }
}

/// <summary>One group's curve.</summary>
/// <param name="Group">The group.</param>
/// <param name="Points">A point a day.</param>
internal sealed record Curve(string Group, IReadOnlyList<CurvePoint> Points);

/// <summary>One day of a curve.</summary>
/// <param name="Day">The day.</param>
/// <param name="Contacts">Contacts until then.</param>
/// <param name="Reward">Their reward each.</param>
/// <param name="Low">The lower end of the band; the reward itself where no band can be said.</param>
/// <param name="High">Its upper end.</param>
/// <param name="HasBand">Whether the band can be said.</param>
internal sealed record CurvePoint(DateTime Day, long Contacts, double Reward, double Low, double High, bool HasBand)
{
    /// <summary>The point of these sums.</summary>
    public static CurvePoint Of(DateTime day, Moments moments) => new(
        day, moments.Contacts, moments.Mean, moments.Interval?.Low ?? moments.Mean, moments.Interval?.High ?? moments.Mean, moments.Interval is not null);
}
