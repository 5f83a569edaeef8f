using FollowUpAgent.Contacts;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Messages;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events;

/// <summary>Understands what came in and lets it take effect. A row that fails is tried again later and holds up no other.</summary>
internal sealed partial class EventPump(
    Database database, AddressKeys addresses, EventEffects effects, IdSource ids, TimeProvider clock, ILogger<EventPump> logger) : IPump
{
    /// <summary>How often a row is tried before it is left to a person.</summary>
    public const int MostTries = 5;

    private const int Batch = 100;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <inheritdoc />
    public string Name => "events";

    /// <inheritdoc />
    public TimeSpan Rest { get; } = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc />
    public async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        var rows = await database.WriteAsync(s => s.ClaimInboxAsync(Batch, Lease), cancellationToken);
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
        var (reported, fault) = EventReader.Read(row.Body);
        var drafts = reported.Select(r => (Reported: r.Event, Draft: DraftOf(row, r.Event, r.Position))).ToList();
        var (state, now) = (fault is not null && drafts.Count == 0 ? InboxState.Failed : InboxState.Done, clock.GetUtcNow());
        return database.WriteAsync(
            async session =>
            {
                foreach (var (e, draft) in drafts)
                {
                    await TakeInAsync(session, e, draft, now);
                }

                await session.CloseInboxRowAsync(row.Id, state, fault);
            },
            cancellationToken);
    }

    private Event DraftOf(InboxRow row, ReportedEvent reported, int position) => new()
    {
        Id = ids.New(),
        InboxId = row.Id,
        Position = position,
        Kind = reported.Type!,
        Link = reported.Data?.LinkNumber,
        Machine = reported.Data?.IsMachine == true,
        OccurredAt = Clamp(reported.Timestamp ?? row.ReceivedAt, row.ReceivedAt),
    };

    // An event from the future would own rewards that have not been earned yet; one from before our time is a wrong clock.
    private static DateTimeOffset Clamp(DateTimeOffset at, DateTimeOffset receivedAt) =>
        at > receivedAt ? receivedAt : at < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : at;

    private async Task TakeInAsync(Session session, ReportedEvent reported, Event draft, DateTimeOffset now)
    {
        var message = MessageIds.TryRead(reported.Data?.MessageId ?? "", out var id) ? await session.FindMessageAsync(new MessageId(id)) : null;
        // Of an erased person the message is still known, and nothing new is kept about the person.
        var contact = message is null
            ? await FindContactAsync(session, reported.Data?.Email)
            : (await session.FindContactAsync(message.ContactId))?.Id;
        var happened = draft with { MessageId = message?.Id, ContactId = contact };
        if (await session.AddEventAsync(happened) && contact is { } known)
        {
            await effects.TakeAsync(session, happened, known, reported.Data?.IsHard == true, now);
        }
    }

    private async Task<ContactId?> FindContactAsync(Session session, string? email) =>
        AddressKeys.Normalise(email) is { } address ? (await session.FindContactAsync(addresses.KeyOf(address)))?.Id : null;

    [LoggerMessage(2000, LogLevel.Error, "Inbox row {Row} failed {Tries} times; it is left to a person.")]
    private partial void RowFailed(Guid row, int tries, Exception exception);
}
