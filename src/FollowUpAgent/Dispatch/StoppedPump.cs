using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>
/// Closes the rounds of enrollments that were stopped between their slot being drawn and their message: a reply, an unsubscribe, a goal.
/// Where there is a message, its own end closes the round.
/// </summary>
internal sealed class StoppedPump(Database database, TimeProvider clock) : IPump
{
    private const int Batch = 200;

    /// <inheritdoc />
    public string Name => "stopped";

    /// <inheritdoc />
    public TimeSpan Rest { get; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    public Task<int> PassAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.WriteAsync(session => CloseAsync(session, now), cancellationToken);
    }

    private static async Task<int> CloseAsync(Session session, DateTimeOffset now)
    {
        var stopped = await session.TakeStoppedAsync(Batch);
        if (stopped.Count == 0)
        {
            return 0;
        }

        var rounds = await session.FindOpenRoundsAsync(stopped.Select(e => e.Id));
        var written = (await session.FindMessagesAsync(rounds.Values.Select(r => r.Id))).Select(m => m.DecisionId).ToHashSet();
        var left = stopped.Where(e => rounds.TryGetValue(e.Id, out var round) && !written.Contains(round.Id));
        await session.CloseRoundsAsync(left.Select(e => (rounds[e.Id].Id, RoundEnd.Stopped, e.ExitReason)), now);
        await session.WithdrawApprovalsAsync([.. rounds.Values.Select(r => r.Id)]);
        return stopped.Count;
    }
}
