using FollowUpAgent.Decisions;
using FollowUpAgent.Events;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Rewards;

/// <summary>
/// Gives each event to the decision that earned it: the decision of the message it names, else the one that owned its moment, inside the
/// outcome's window.
/// </summary>
internal sealed class RewardPump(Database database, OutcomeCatalog outcomes, Observability observation, TimeProvider clock) : IPump
{
    private const int Batch = 200;

    /// <inheritdoc />
    public string Name => "rewards";

    /// <inheritdoc />
    public TimeSpan Rest { get; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        await observation.NoteAsync(database, clock.GetUtcNow(), cancellationToken);
        return await database.WriteAsync(
            async session =>
            {
                var events = await session.ReadUnrewardedAsync(Batch);
                foreach (var happened in events)
                {
                    await JudgeAsync(session, happened);
                }

                await session.MarkRewardedAsync(events);
                return events.Count;
            },
            cancellationToken);
    }

    private async Task JudgeAsync(Session session, Event happened)
    {
        // A scanner's click is kept apart: it says nothing about the reader. What is taken back leaves no trace.
        if (happened.Machine || happened.Withdrawn)
        {
            await session.TakeBackRewardAsync(happened.Id);
            return;
        }

        if (outcomes.Find(OutcomeOf(happened.Kind, happened.Negative)) is { } outcome)
        {
            await session.RewardAsync(happened, outcome);
        }

        if (happened.Kind == EventKind.Replied)
        {
            await Observability.NoteReplyAsync(session, happened.OccurredAt - outcomes.Find(OutcomeCatalog.PositiveReply)!.Window);
        }
    }

    /// <summary>
    /// The outcome that a kind of event is. An open is never a reward: mail programs open by themselves. Until answers are understood, one
    /// that nobody called negative is positive.
    /// </summary>
    public static string OutcomeOf(string kind, bool isNegative) => kind switch
    {
        EventKind.Replied when isNegative => OutcomeCatalog.UnsubscribeOrNegative,
        EventKind.Replied => OutcomeCatalog.PositiveReply,
        EventKind.Clicked => OutcomeCatalog.Click,
        EventKind.Unsubscribed or EventKind.Complained => OutcomeCatalog.UnsubscribeOrNegative,
        _ => kind,
    };
}
