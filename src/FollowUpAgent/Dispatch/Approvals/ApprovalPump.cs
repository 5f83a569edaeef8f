using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch.Approvals;

/// <summary>Goes on with what nobody answered in time.</summary>
internal sealed class ApprovalPump(Database database, Planning planning, DispatchOptions options, TimeProvider clock) : IPump
{
    /// <inheritdoc />
    public string Name => "approvals";

    /// <inheritdoc />
    public TimeSpan Rest { get; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    public async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var due = await database.WriteAsync(s => s.ClaimAskedAsync(now, options.Batch, planning.Lease), cancellationToken);
        if (due.Count > 0)
        {
            await planning.PlanUnansweredAsync(due, cancellationToken);
        }

        return due.Count;
    }
}
