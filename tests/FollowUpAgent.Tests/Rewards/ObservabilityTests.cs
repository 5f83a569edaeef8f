using FollowUpAgent.Decisions;
using FollowUpAgent.Rewards;
using FollowUpAgent.Tests.Events;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Rewards;

/// <summary>What could not be seen is missing, and never counts as none.</summary>
public sealed class ObservabilityTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_click_that_nobody_could_see_is_missing_and_not_none(DatabaseKind kind)
    {
        await using var untracked = await Webhook.SendAsync(kind);
        await using var tracked = await Webhook.SendAsync(kind, settings: new Dictionary<string, string?> { ["Messages:TrackClicks"] = "Always" });

        Assert.Equal((0, 1), (await ObservedAsync(untracked, OutcomeCatalog.Click), await ObservedAsync(tracked, OutcomeCatalog.Click)));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Replies_count_as_absent_only_where_they_would_have_been_heard(DatabaseKind kind)
    {
        await using var deaf = await Webhook.SendAsync(kind);
        await using var byMail = await Webhook.SendAsync(kind, settings: new Dictionary<string, string?> { ["Webhooks:Mail:Secrets:0"] = "0123456789abcdef0123456789abcdef" });
        await using var bySource = await Webhook.SendAsync(kind, settings: new Dictionary<string, string?> { ["Webhooks:Sources:shop:ReportsReplies"] = "true" });
        await using var byEvidence = await Webhook.SendAsync(kind);
        await new Webhook(byEvidence).ReportAsync("replied", "person0@example0.test");
        await byEvidence.Agent.RunUntilIdleAsync();

        Assert.Equal((0, 1, 1, 1), (
            await ObservedAsync(deaf, OutcomeCatalog.PositiveReply),
            await ObservedAsync(byMail, OutcomeCatalog.PositiveReply),
            await ObservedAsync(bySource, OutcomeCatalog.PositiveReply),
            await ObservedAsync(byEvidence, OutcomeCatalog.PositiveReply)));
        Assert.Equal(1, await ObservedAsync(deaf, OutcomeCatalog.UnsubscribeOrNegative));
    }

    private static async Task<int> ObservedAsync(Mailed mailed, string outcome) => (await mailed.Agent.QueryAsync<int>(
        $"""
        SELECT 1
        FROM decision d
        JOIN closed_round c ON c.decision_id = d.id
        WHERE d.stage = 'when' AND {Observability.Condition(outcome)}
        """)).Count;
}
