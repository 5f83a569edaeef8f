using FollowUpAgent.Contacts;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Messages;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events;

/// <summary>Understands what came in and lets it take effect: a reply or a goal stops, an unsubscribe stops and suppresses.</summary>
internal sealed class EventPump(Database database, AddressKeys addresses, EventEffects effects, IdSource ids, TimeProvider clock) : IPump
{
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
        var now = clock.GetUtcNow();
        foreach (var row in rows)
        {
            var (reported, fault) = EventReader.Read(row.Body);
            var drafts = reported.Select((e, i) => (Reported: e, Draft: DraftOf(row, e, i))).ToList();
            // One transaction a row: a row that cannot be read never holds up the others.
            await database.WriteAsync(
                async session =>
                {
                    foreach (var (e, draft) in drafts)
                    {
                        await TakeInAsync(session, e, draft, now);
                    }

                    await session.CloseInboxRowAsync(row.Id, fault);
                },
                cancellationToken);
        }

        return rows.Count;
    }

    private Event DraftOf(InboxRow row, ReportedEvent reported, int position) => new()
    {
        Id = ids.New(),
        InboxId = row.Id,
        Position = position,
        Kind = reported.Type!,
        // An event from the future would own rewards that have not been earned yet.
        OccurredAt = reported.Timestamp is { } at && at < row.ReceivedAt ? at : row.ReceivedAt,
    };

    private async Task TakeInAsync(Session session, ReportedEvent reported, Event draft, DateTimeOffset now)
    {
        var message = MessageIds.TryRead(reported.Data?.MessageId ?? "", out var id) ? await session.FindMessageAsync(new MessageId(id)) : null;
        var contact = message?.ContactId ?? await FindContactAsync(session, reported.Data?.Email);
        var happened = draft with { MessageId = message?.Id, ContactId = contact };
        if (await session.AddEventAsync(happened) && contact is { } known)
        {
            await effects.TakeAsync(session, happened, known, reported.Data?.IsHard == true, now);
        }
    }

    private async Task<ContactId?> FindContactAsync(Session session, string? email) =>
        AddressKeys.Normalise(email) is { } address ? (await session.FindContactAsync(addresses.KeyOf(address)))?.Id : null;
}
