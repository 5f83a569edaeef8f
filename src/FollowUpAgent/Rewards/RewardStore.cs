using FollowUpAgent.Decisions;
using FollowUpAgent.Events;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Rewards;

/// <summary>The rewards' SQL.</summary>
internal static class RewardStore
{
    /// <summary>Gives an event to the decision that earned it, if there is one.</summary>
    public static async Task RewardAsync(this Session session, Event happened, Outcome outcome)
    {
        var parameters = new
        {
            happened.MessageId,
            happened.ContactId,
            happened.OccurredAt,
            Since = happened.OccurredAt - outcome.Window,
            EventId = happened.Id,
            Outcome = outcome.Key,
        };
        if (happened.MessageId is not null)
        {
            await session.ExecuteAsync(ByMessage, parameters);
        }
        else if (happened.ContactId is not null)
        {
            await session.ExecuteAsync(ByMoment, parameters);
        }
    }

    /// <summary>Takes back what an event earned.</summary>
    public static Task<int> TakeBackRewardAsync(this Session session, Guid eventId) =>
        session.ExecuteAsync("DELETE FROM reward WHERE event_id = @eventId", new { eventId });

    /// <summary>What these decisions earned, oldest first.</summary>
    public static async Task<ILookup<DecisionId, Reward>> FindRewardsAsync(this Session session, IEnumerable<DecisionId> decisions) =>
        (await session.QueryAsync<Reward>(
            $"SELECT decision_id, outcome, occurred_at FROM reward WHERE {session.Dialect.In("decision_id", "ids")} ORDER BY occurred_at",
            new { ids = decisions.Select(d => d.Value).ToArray() })).ToLookup(r => r.DecisionId);

    private const string ByMessage =
        """
        INSERT INTO reward (event_id, decision_id, outcome, occurred_at)
        SELECT @EventId, m.decision_id, @Outcome, @OccurredAt
        FROM message m
        WHERE m.id = @MessageId AND m.attempted_at > @Since
        ON CONFLICT (event_id) DO NOTHING
        """;

    // The owner of a moment is the last decision that was carried out before it, in any enrollment of the contact.
    private const string ByMoment =
        """
        INSERT INTO reward (event_id, decision_id, outcome, occurred_at)
        SELECT @EventId, d.id, @Outcome, @OccurredAt
        FROM decision d
        JOIN closed_round c ON c.decision_id = d.id
        WHERE d.contact_id = @ContactId AND d.stage = 'when' AND c.how IN ('sent', 'skipped') AND c.closed_at > @Since AND c.closed_at <= @OccurredAt
        ORDER BY c.closed_at DESC, d.id
        LIMIT 1
        ON CONFLICT (event_id) DO NOTHING
        """;
}

/// <summary>Something that a decision earned.</summary>
internal sealed record Reward
{
    /// <summary>The decision.</summary>
    public DecisionId DecisionId { get; init; }

    /// <summary>The outcome's key.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>When it happened.</summary>
    public DateTimeOffset OccurredAt { get; init; }
}
