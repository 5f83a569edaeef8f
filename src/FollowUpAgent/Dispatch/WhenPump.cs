using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>Draws a slot or a skip for every step that falls due.</summary>
internal sealed class WhenPump(Database database, Planning planning, DispatchOptions options, TimeProvider clock) : IPump
{
    /// <inheritdoc />
    public string Name => "when";

    /// <inheritdoc />
    public TimeSpan Rest { get; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var due = await database.WriteAsync(s => s.ClaimWaitingAsync(now, options.Batch, planning.Lease), cancellationToken);
        if (due.Count > 0)
        {
            await planning.PlanWhenAsync(due, cancellationToken);
        }

        return due.Count;
    }
}
