using FollowUpAgent.Events.Replies;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events;

/// <summary>Understands what came in and lets it take effect. A row that fails is tried again later and holds up no other.</summary>
internal sealed partial class EventPump(
    Database database, Readers readers, ReplyReaders replies, EventIntake intake, TimeProvider clock, ILogger<EventPump> logger) : IPump
{
    /// <summary>How often a row is tried before it is left to a person.</summary>
    public const int MostTries = 5;

    // A body has up to 5 MB, and all of a batch are in memory.
    private const int Batch = 25;

    // Deliveries of a thousand events each take minutes together.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    /// <inheritdoc />
    public string Name => "events";

    /// <inheritdoc />
    public TimeSpan Rest { get; } = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc />
    public async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        var rows = await database.WriteAsync(s => s.ClaimInboxAsync(Batch, Lease), cancellationToken);
        if (rows.Count > 0)
        {
            await replies.RefreshAsync(cancellationToken);
        }

        foreach (var row in rows)
        {
            try
            {
                await TakeInAsync(row, cancellationToken);
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

        return rows.Count;
    }

    private Task TakeInAsync(InboxRow row, CancellationToken cancellationToken)
    {
        var (heard, fault) = readers.Read(row);
        var drafts = heard.Select(h => (h.Event, Draft: intake.Draft(row, h.Event, h.Position))).ToList();
        var (state, now) = (fault is not null && drafts.Count == 0 ? InboxState.Failed : InboxState.Done, clock.GetUtcNow());
        return database.WriteAsync(
            async session =>
            {
                foreach (var (e, draft) in drafts)
                {
                    await intake.TakeInAsync(session, row, e, draft, now);
                }

                await session.CloseInboxRowAsync(row.Id, state, fault);
            },
            cancellationToken);
    }

    [LoggerMessage(2000, LogLevel.Error, "Inbox row {Row} failed {Tries} times; it is left to a person.")]
    private partial void RowFailed(Guid row, int tries, Exception exception);
}
