using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting;
using FollowUpAgent.Rewards;
using FollowUpAgent.Sequences;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Training;

/// <summary>Writes what an agent did long ago: rounds of the sample's first step, and what they earned.</summary>
internal sealed class History(AgentInTest agent)
{
    /// <summary>The full version of a variant that the agent's templates have.</summary>
    public async Task<string> VersionAsync(string key) =>
        (await agent.Database.ReadAsync(s => s.FindVariantsAsync("hello", "first"), CancellationToken.None)).Single(v => v.Key == key).Version;

    /// <summary>Adds rounds of one kind; the first ones of them earned the outcome an hour later.</summary>
    public async Task<List<DecisionId>> AddAsync(
        string? version, int rounds, int earned = 0, TimeSpan? age = null, string outcome = OutcomeCatalog.Goal, bool tracks = false, RoundEnd end = RoundEnd.Sent)
    {
        var at = agent.Clock.GetUtcNow() - (age ?? TimeSpan.FromDays(40));
        var whens = Enumerable.Range(0, rounds).Select(_ => NewRow(Decision.When, version is null ? Decision.Skip : "d0-day", at)).ToList();
        var whiches = version is null ? [] : whens.Select(w => w with { Stage = Decision.Which, Chosen = version }).ToList();
        await agent.Database.WriteAsync(
            async session =>
            {
                await session.AddDecisionsAsync([.. whens, .. whiches]);
                await session.CloseRoundsAsync(whens.Select(w => (w.Id, version is null ? RoundEnd.Skipped : end, (string?)null)), at);
                await session.AddMessagesAsync([.. whiches.Select(w => (MessageOf(w, tracks), "{}"))]);
                foreach (var when in whens.Take(earned))
                {
                    await session.ExecuteAsync(
                        "INSERT INTO reward (event_id, decision_id, outcome, occurred_at) VALUES (@event, @decision, @outcome, @at)",
                        new { @event = agent.Get<IdSource>().New(), decision = when.Id, outcome, at = at + TimeSpan.FromHours(1) });
                }

                if (outcome == OutcomeCatalog.PositiveReply && earned > 0)
                {
                    await Observability.NoteReplyAsync(session, at + TimeSpan.FromHours(1) - agent.Get<OutcomeCatalog>().Find(outcome)!.Window);
                }
            },
            CancellationToken.None);
        return [.. whens.Select(w => w.Id)];
    }

    private Decision NewRow(string stage, string chosen, DateTimeOffset at) => new()
    {
        Id = new DecisionId(agent.Get<IdSource>().New()),
        Stage = stage,
        EnrollmentId = new EnrollmentId(agent.Get<IdSource>().New()),
        ContactId = new ContactId(agent.Get<IdSource>().New()),
        Sequence = "hello",
        Step = "first",
        Round = 1,
        GroupName = "treatment",
        DecidedAt = at,
        Chosen = chosen,
        Propensity = 0.5,
    };

    private OutboxMessage MessageOf(Decision which, bool tracks) => new()
    {
        Id = new MessageId(agent.Get<IdSource>().New()),
        DecisionId = which.Id,
        EnrollmentId = which.EnrollmentId,
        ContactId = which.ContactId!.Value,
        Variant = which.Chosen,
        State = MessageState.Sent,
        TracksClicks = tracks,
    };
}
