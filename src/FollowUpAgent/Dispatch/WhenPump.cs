using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>Draws a slot or a skip for every step that falls due.</summary>
internal sealed class WhenPump(Database database, Planner planner, PlanStore plans, DispatchOptions options, TimeProvider clock) : IPump
{
    /// <summary>How long a batch may take to plan before another worker may take it over.</summary>
    public static readonly TimeSpan PlanningLease = TimeSpan.FromMinutes(1);

    /// <inheritdoc />
    public string Name => "when";

    /// <inheritdoc />
    public TimeSpan Rest { get; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var due = await database.WriteAsync(s => s.ClaimWaitingAsync(now, options.Batch, PlanningLease), cancellationToken);
        if (due.Count == 0)
        {
            return 0;
        }

        var facts = await plans.ReadAsync(due, forWhich: false, now, cancellationToken);
        await plans.WriteAsync([.. due.Zip(facts, (e, f) => planner.PlanWhen(e, f, now))], now, cancellationToken);
        return due.Count;
    }
}
