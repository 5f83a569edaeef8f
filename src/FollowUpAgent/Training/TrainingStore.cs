using FollowUpAgent.Decisions;
using FollowUpAgent.Rewards;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Training;

/// <summary>What training reads: carried-out decisions in the order of their ids, page by page, and what they earned.</summary>
internal static class TrainingStore
{
    /// <summary>The next decisions whose rounds were carried out, those of erased contacts left out.</summary>
    public static Task<List<CarriedOut>> ReadCarriedOutAsync(this Session session, DecisionId after, DateTimeOffset until, int page) =>
        session.QueryAsync<CarriedOut>(Page, new { after, until, page });

    /// <summary>What the decisions between two ids earned, each outcome once.</summary>
    public static async Task<ILookup<DecisionId, string>> FindEarnedAsync(this Session session, DecisionId first, DecisionId last) =>
        (await session.QueryAsync<Earned>(
            "SELECT DISTINCT decision_id, outcome FROM reward WHERE decision_id >= @first AND decision_id <= @last", new { first, last }))
        .ToLookup(e => e.DecisionId, e => e.Outcome);

    /// <summary>How long the first event of an outcome took, for decisions that were carried out in a span of time.</summary>
    public static async Task<List<TimeSpan>> ReadDelaysAsync(this Session session, string outcome, DateTimeOffset from, DateTimeOffset until) =>
        [.. (await session.QueryAsync<long>(Delays, new { outcome, from, until })).Select(micros => TimeSpan.FromMicroseconds(micros))];

    /// <summary>How many carried-out decisions were erased.</summary>
    public static Task<long> CountErasedAsync(this Session session) => session.QueryValueAsync<long>(
        $"SELECT CAST(COUNT(*) AS bigint) FROM decision d JOIN closed_round c ON c.decision_id = d.id WHERE d.stage = 'when' AND d.erased AND {IsCarriedOut}");

    /// <summary>Whether a mail whose links do not lead by way of us ever earned an outcome.</summary>
    public static async Task<bool> IsEarnedWithoutTrackingAsync(this Session session, string outcome) =>
        await session.QuerySingleOrDefaultAsync<int?>(Untracked, new { outcome }) is not null;

    // A lapsed or stopped round is no evidence.
    private const string IsCarriedOut = "c.how IN ('sent', 'skipped')";

    // The context is that of the later stage: what was sent was chosen on it. What a person had done instead of the proposal is what was done.
    private static readonly string Page =
        $"""
        SELECT d.id, d.sequence, d.step, COALESCE(a.done_slot, d.chosen) AS slot,
               CASE WHEN a.done_slot = 'skip' THEN NULL ELSE COALESCE(a.done_variant, w.chosen) END AS version,
               COALESCE(w.context, d.context) AS context,
               c.closed_at, {Observability.Condition(OutcomeCatalog.Click)} AS sees_clicks,
               {Observability.Condition(OutcomeCatalog.PositiveReply)} AS sees_replies
        FROM decision d
        JOIN closed_round c ON c.decision_id = d.id
        LEFT JOIN decision w ON w.id = d.id AND w.stage = 'which'
        LEFT JOIN approval a ON a.decision_id = d.id
        WHERE d.stage = 'when' AND d.id > @after AND d.decided_at < @until AND NOT d.erased AND {IsCarriedOut}
        ORDER BY d.id
        LIMIT @page
        """;

    private const string Delays =
        $"""
        SELECT MIN(r.occurred_at) - c.closed_at
        FROM closed_round c
        JOIN reward r ON r.decision_id = c.decision_id
        WHERE c.closed_at > @from AND c.closed_at <= @until AND {IsCarriedOut} AND r.outcome = @outcome
        GROUP BY c.decision_id, c.closed_at
        """;

    private const string Untracked =
        """
        SELECT 1
        FROM reward r
        JOIN message m ON m.decision_id = r.decision_id
        WHERE r.outcome = @outcome AND NOT m.tracks_clicks
        LIMIT 1
        """;

    private sealed class Earned
    {
        public DecisionId DecisionId { get; set; }

        public string Outcome { get; set; } = "";
    }
}

/// <summary>A decision that was carried out.</summary>
internal sealed record CarriedOut
{
    /// <summary>The decision.</summary>
    public DecisionId Id { get; init; }

    /// <summary>The sequence's key.</summary>
    public string Sequence { get; init; } = "";

    /// <summary>The step's key.</summary>
    public string Step { get; init; } = "";

    /// <summary>The slot, or skip.</summary>
    public string Slot { get; init; } = "";

    /// <summary>The version that was sent; null for a skip.</summary>
    public string? Version { get; init; }

    /// <summary>What was known.</summary>
    public string Context { get; init; } = "{}";

    /// <summary>When it was carried out.</summary>
    public DateTimeOffset ClosedAt { get; init; }

    /// <summary>Whether a click would have been noticed.</summary>
    public bool SeesClicks { get; init; }

    /// <summary>Whether a reply would have been heard.</summary>
    public bool SeesReplies { get; init; }
}
