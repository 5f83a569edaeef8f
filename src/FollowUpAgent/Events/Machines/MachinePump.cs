using FollowUpAgent.Contacts;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Signals;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events.Machines;

/// <summary>
/// Labels clicks and opens as a person's or a machine's, a while after they came, since only then the whole burst is there; and again when
/// later evidence comes. A click becomes a signal and earns only once it is labelled, and loses both when its label turns. Running it again
/// changes nothing.
/// </summary>
internal sealed class MachinePump(Database database, TimeProvider clock) : IPump
{
    /// <summary>How long a click waits for what follows it: longer than a burst, and than events of it take to come in.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(60);

    private const int Batch = 100;

    /// <inheritdoc />
    public string Name => "machines";

    /// <inheritdoc />
    public TimeSpan Rest { get; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        // Mostly nothing is due, and asking is cheaper than writing.
        return !await database.ReadAsync(s => s.IsLabelDueAsync(now), cancellationToken) ? 0 : await database.WriteAsync(
            async session =>
            {
                var messages = await session.LockMessagesToLabelAsync(now, Batch);
                foreach (var message in messages)
                {
                    await LabelAsync(session, message, now);
                }

                return messages.Count;
            },
            cancellationToken);
    }

    private static async Task LabelAsync(Session session, OutboxMessage message, DateTimeOffset now)
    {
        var fetches = await session.ReadFetchesAsync(message.Id);
        var contact = await session.FindContactAsync(message.ContactId);
        if (fetches.Count > 0)
        {
            var presences = await session.ReadPresencesAsync(message.ContactId, fetches[0].OccurredAt, fetches[^1].OccurredAt);
            var delivered = await session.FindDeliveredAtAsync(message.Id) ?? message.SentAt ?? message.AttemptedAt;
            var evidence = new Evidence(fetches, delivered, presences);
            foreach (var one in fetches.Where(f => f.Kind != EventKind.UnsubscribeViewed && !(f.LabelAt > now)))
            {
                await LabelAsync(session, one, MachineScore.Of(one, evidence), message, contact, now);
            }
        }

        await session.LabelFloodAsync(message.Id, fetches, now);
    }

    private static async Task LabelAsync(Session session, Fetch one, MachineLabel label, OutboxMessage message, Contact? contact, DateTimeOffset now)
    {
        if (one.LabelAt is null && one.Machine == label.IsMachine && (one.MachineReasons ?? "") == label.Reasons)
        {
            return;
        }

        await session.LabelAsync(one.Id, label);
        var happened = new Event
        {
            Id = one.Id,
            Kind = one.Kind,
            MessageId = message.Id,
            Machine = label.IsMachine,
            OccurredAt = one.OccurredAt,
        };
        if (contact is not null && EventSignals.Of(happened, contact, now) is { } signal)
        {
            await session.AddSignalsAsync([signal]);
        }
        else
        {
            await session.RemoveSignalsAsync([one.Id]);
        }
    }
}
