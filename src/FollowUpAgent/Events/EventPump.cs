using FollowUpAgent.Events.Replies;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events;

/// <summary>Understands what came in and lets it take effect. A row that fails is tried again later and holds up no other.</summary>
internal sealed partial class EventPump(
    Database database, Readers readers, ReplyReaders replies, EventIntake intake, Flood flood, TimeProvider clock, ILogger<EventPump> logger) : IPump
{
    /// <summary>How often a row is tried before it is left to a person.</summary>
    public const int MostTries = 5;

    // A body has up to 5 MB, and all of a batch are in memory.
    private const int Batch = 25;

    // Room for a few events.
    private const int SmallBody = 8 << 10;

    // Deliveries of a thousand events each take minutes together.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    /// <inheritdoc />
    public string Name => "events";

    /// <inheritdoc />
    public TimeSpan Rest { get; } = TimeSpan.FromMilliseconds(500);

    // While all post at once, the processor and the disk are theirs.
    /// <inheritdoc />
    public TimeSpan Breath => flood.IsOn ? Rest : TimeSpan.Zero;

    /// <inheritdoc />
    public async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        var rows = await database.WriteAsync(s => s.ClaimInboxAsync(Batch, Lease), cancellationToken);
        if (rows.Count > 0)
        {
            await replies.RefreshAsync(cancellationToken);
        }

        var small = rows.Where(r => r.Body.Length <= SmallBody).ToArray();
        var rest = small.Length > 1 && await TryTogetherAsync(small, cancellationToken) ? rows.Except(small) : rows;
        foreach (var row in rest)
        {
            await TakeInAloneAsync(row, cancellationToken);
        }

        return rows.Count;
    }

    // What holds an event or two each shares one commit; if any of it fails, each has its own, and says what was wrong.
    private async Task<bool> TryTogetherAsync(InboxRow[] rows, CancellationToken cancellationToken)
    {
        try
        {
            await TakeInAsync(rows, cancellationToken);
            return true;
        }
#pragma warning disable CA1031 // Whatever it is, it is found again where each has its own turn.
        catch (Exception e) when (e is not DatabaseUnavailableException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
#pragma warning restore CA1031
    }

    private async Task TakeInAloneAsync(InboxRow row, CancellationToken cancellationToken)
    {
        try
        {
            await TakeInAsync([row], cancellationToken);
        }
#pragma warning disable CA1031 // Whatever a row throws, the others go on; the row says what it was.
        catch (Exception e) when (e is not DatabaseUnavailableException && !cancellationToken.IsCancellationRequested)
        {
            // Where the database is away this throws too, and the try is not counted: an outage fails no row.
            if (await database.WriteAsync(s => s.CountTryAsync(row.Id, MostTries, e.GetType().Name), cancellationToken))
            {
                RowFailed(row.Id, MostTries, e);
            }
        }
#pragma warning restore CA1031
    }

    private Task TakeInAsync(InboxRow[] rows, CancellationToken cancellationToken)
    {
        var read = rows.Select(row => (Row: row, Hearing: readers.Read(row))).ToList();
        var incoming = read.SelectMany(r => r.Hearing.Events.Select(h => new Incoming(r.Row, h.Event, intake.Draft(r.Row, h.Event, h.Position)))).ToList();
        var now = clock.GetUtcNow();
        return database.WriteAsync(
            async session =>
            {
                await intake.TakeInAsync(session, incoming, now);
                await session.CloseInboxRowsAsync(read.Select(r => (r.Row.Id, r.Hearing.Fault is not null && r.Hearing.Events.Count == 0 ? InboxState.Failed : InboxState.Done, r.Hearing.Fault)));
            },
            cancellationToken);
    }

    [LoggerMessage(2000, LogLevel.Error, "Inbox row {Row} failed {Tries} times; it is left to a person.")]
    private partial void RowFailed(Guid row, int tries, Exception exception);
}
