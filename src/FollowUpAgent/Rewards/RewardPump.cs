using FollowUpAgent.Decisions;
using FollowUpAgent.Events;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Rewards;

/// <summary>
/// Gives each event to the decision that earned it: the decision of the message it names, else the one that owned its moment, inside the
/// outcome's window.
/// </summary>
internal sealed class RewardPump(Database database, OutcomeCatalog outcomes) : IPump
{
    private const int Batch = 200;

    /// <inheritdoc />
    public string Name => "rewards";

    /// <inheritdoc />
    public TimeSpan Rest { get; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public Task<int> PassAsync(CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            var events = await session.ReadUnrewardedAsync(Batch);
            foreach (var happened in events)
            {
                // A scanner's click is kept apart: it says nothing about the reader.
                if (!happened.Machine && outcomes.Find(OutcomeOf(happened.Kind)) is { } outcome)
                {
                    await session.RewardAsync(happened, outcome);
                }
            }

            await session.MarkRewardedAsync(events);
            return events.Count;
        },
        cancellationToken);

    // An open is never a reward: mail programs open by themselves.
    private static string OutcomeOf(string kind) => kind switch
    {
        EventKind.Replied => OutcomeCatalog.PositiveReply,
        EventKind.Clicked => OutcomeCatalog.Click,
        EventKind.Unsubscribed or EventKind.Complained => OutcomeCatalog.UnsubscribeOrNegative,
        _ => kind,
    };
}
