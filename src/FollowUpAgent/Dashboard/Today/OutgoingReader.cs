using FollowUpAgent.Reports;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dashboard.Today;

/// <summary>Counts what goes out in the next hours: what is in the outbox, and rounds whose slot is drawn.</summary>
internal sealed class OutgoingReader(SequenceCatalog sequences)
{
    private const int Hours = 24;

    // A sender each, and no more of a backlog than says enough.
    private const int MostCounted = 20_000;

    /// <summary>Counts. What is overdue goes out in the hour that runs.</summary>
    public async Task<Outgoing> ReadAsync(Session session, DateTimeOffset now)
    {
        var from = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerHour), TimeSpan.Zero);
        var span = new Span(from, from.AddHours(Hours));
        var counted = new List<List<HourRow>>();
        foreach (var sender in sequences.Senders)
        {
            counted.Add(await session.CountDrawnByHourAsync(sender.Key, span, MostCounted));
        }

        foreach (var relay in sequences.Senders.Select(s => s.Relay).Distinct(StringComparer.Ordinal))
        {
            counted.Add(await session.CountQueuedByHourAsync(relay, span, MostCounted));
        }

        var byHour = counted.SelectMany(c => c).ToLookup(h => h.Hour, h => h.Mails);
        var toDecide = await session.CountToDecideAsync(span.Until, MostCounted);
        return new Outgoing(
            [.. Enumerable.Range(0, Hours).Select(h => new OutgoingHour(from.AddHours(h), byHour[h].Sum()))],
            toDecide,
            toDecide == MostCounted || counted.Any(c => c.Sum(h => h.Mails) == MostCounted));
    }
}
