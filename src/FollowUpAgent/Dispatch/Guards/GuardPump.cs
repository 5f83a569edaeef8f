using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch.Guards;

/// <summary>Judges the mailboxes again as time goes by, and forgets what counts no more.</summary>
internal sealed class GuardPump(Database database, SenderGuard guard, TimeProvider clock) : IPump
{
    // A domain to which nothing is sent any more closes no circuit.
    private static readonly TimeSpan Untried = TimeSpan.FromDays(7);

    private DateTimeOffset judgedAt;

    /// <inheritdoc />
    public string Name => "guards";

    /// <inheritdoc />
    public TimeSpan Rest { get; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc />
    public async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (now - judgedAt < Rest && now >= judgedAt)
        {
            // What happens in between is judged where it happens.
            return 0;
        }

        judgedAt = now;
        return await database.WriteAsync(
            async session => await guard.JudgeAllAsync(session, now)
                + await session.ForgetComplaintsAsync(now - SenderRates.Window)
                + await session.ForgetCircuitsAsync(now - Untried, now),
            cancellationToken);
    }
}
