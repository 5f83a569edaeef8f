using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>Draws a variant, renders it and fills the outbox for every slot that has begun, as far as the senders' capacity reaches.</summary>
internal sealed class WhichPump(
    Database database, Planning planning, SequenceCatalog catalog, SteeringDesk steeringDesk, DispatchOptions options, TimeProvider clock) : IPump
{
    /// <inheritdoc />
    public string Name => "which";

    /// <inheritdoc />
    public TimeSpan Rest { get; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        var moved = 0;
        foreach (var sender in catalog.Senders)
        {
            moved += await PlanForAsync(sender, cancellationToken);
        }

        return moved;
    }

    private async Task<int> PlanForAsync(Sender sender, CancellationToken cancellationToken)
    {
        if (await database.ReadAsync(s => s.CountQueuedAsync(sender.Relay, options.MostQueued), cancellationToken) >= options.MostQueued)
        {
            // This relay is behind: what is not in the outbox yet can still be stopped by a reply. Other relays go on.
            return 0;
        }

        var now = clock.GetUtcNow();
        var due = await database.WriteAsync(
            async s => await Capacity.ClaimAsync(s, await AsSteeredAsync(s, sender, now), now, options.Batch, planning.Lease), cancellationToken);
        if (due.Count > 0)
        {
            await planning.PlanWhichAsync(due, cancellationToken);
        }

        return due.Count;
    }

    // People may have lowered its cap.
    private async Task<Sender> AsSteeredAsync(Session session, Sender sender, DateTimeOffset now) =>
        (await steeringDesk.AtAsync(session, now)).Sequences.FindSender(sender.Key) ?? sender;
}
