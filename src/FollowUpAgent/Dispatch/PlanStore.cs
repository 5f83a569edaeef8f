using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Decisions.Goals;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Oversight;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Oversight.Autonomy;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Sequences;
using FollowUpAgent.Signals;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>Reads what a batch of plans needs and writes what came of them.</summary>
internal sealed class PlanStore(Database database, SequenceCatalog catalog, ServingSnapshot serving, SteeringDesk steeringDesk)
{
    private const int MostTries = 3;

    /// <summary>The facts about these enrollments, in their order.</summary>
    public async Task<IReadOnlyList<PlanningFacts>> ReadAsync(
        IReadOnlyList<Enrollment> batch, bool forWhich, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var snapshot = await serving.GetAsync(cancellationToken);
        return await database.ReadAsync(session => ReadAsync(session, batch, forWhich, snapshot, now), cancellationToken);
    }

    /// <summary>The same within a session, with what was learned in hand.</summary>
    public async Task<IReadOnlyList<PlanningFacts>> ReadAsync(
        Session session, IReadOnlyList<Enrollment> batch, bool forWhich, Served snapshot, DateTimeOffset now)
    {
        var ids = batch.Select(e => e.ContactId).Distinct().ToList();
        var steering = await steeringDesk.AtAsync(session, now);
        var contacts = (await session.FindContactsAsync(ids)).ToDictionary(c => c.Id);
        var suppressed = await session.FindSuppressedAsync(ids, now);
        var standDowns = await session.FindStandDownsAsync(ids, now);
        var sendings = await session.FindSendingsAsync(ids, Sendings.Since(catalog.Limits, now));
        var engagements = await session.FindEngagementsAsync(ids, now - Engagement.LookBack);
        var rounds = forWhich ? await session.FindOpenRoundsAsync(batch.Select(e => e.Id)) : [];
        var approvals = await session.FindApprovalsAsync([.. rounds.Values.Select(r => r.Id)]);
        // Where people may be asked, the text is written once the step falls due.
        var asked = batch.Where(e => forWhich || steering.Get<AutonomyRules>().MayAsk(GroupText.Parse(e.GroupName))).ToList();
        var firstAsked = await session.FindFirstAskedAsync(asked);
        var threads = await session.FindThreadsAsync(asked.Select(e => e.Id));
        var writtenTo = await session.FindWrittenToAsync(asked.Select(e => e.ContactId));
        var budgets = await session.FindBudgetsAsync(steering.Get<Guardrails>(), steering.Get<GoalCatalog>(), now);
        var volumes = await session.FindVolumesAsync(steering.Get<Guardrails>(), now);
        return batch.Select(e => new PlanningFacts
        {
            Contact = contacts.GetValueOrDefault(e.ContactId),
            IsSuppressed = suppressed.Contains(e.ContactId),
            StandDown = standDowns.GetValueOrDefault(e.ContactId, StandDown.None),
            Sendings = [.. sendings[e.ContactId]],
            Engagement = engagements.GetValueOrDefault(e.ContactId, Engagement.None),
            Steering = steering,
            Volumes = volumes,
            Budgets = budgets,
            Snapshot = snapshot,
            Round = rounds.GetValueOrDefault(e.Id),
            Approval = rounds.GetValueOrDefault(e.Id) is { } round ? approvals.GetValueOrDefault(round.Id) : null,
            FirstAskedAt = firstAsked.TryGetValue(e.Id, out var first) ? first : null,
            Thread = [.. threads[e.Id]],
            WasWrittenTo = writtenTo.Contains(e.ContactId),
        }).ToList();
    }

    /// <summary>Writes the plans in one transaction; a plan whose enrollment has moved on meanwhile is dropped whole.</summary>
    public Task WriteAsync(IReadOnlyList<Plan> plans, DateTimeOffset now, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            var isOurs = await session.MoveEachOnAsync(plans.Select(p => (p.Claimed, p.Moved)));
            var ours = plans.Where((_, i) => isOurs[i]).ToList();
            await session.AddVariantsAsync(ours.SelectMany(p => p.Variants.Select(v => new EligibleVariant(p.Claimed.Sequence, p.Claimed.Step, v))));
            var rows = ours.SelectMany(p => p.Rows).ToList();
            if (await session.AddDecisionsAsync(rows) != rows.Count)
            {
                throw new InvalidOperationException("A round of this batch is in the ledger already, with another outcome.");
            }

            await session.CloseRoundsAsync(ours.Where(p => p.Round is not null).Select(p => (p.Round!.Value, p.RoundEnd, p.RoundReason)), now);
            await session.AnswerAsync([.. ours.Where(p => p.Expired is not null).Select(p => p.Expired!)]);
            await session.WithdrawApprovalsAsync([.. ours.Where(p => p.LeavesQuestion).Select(p => p.Round!.Value)]);
            await session.AskAsync([.. ours.Where(p => p.Question is not null).Select(p => (p.Question!, p.Content!))]);
            await session.AddMessagesAsync([.. ours.Where(p => p.Question is null && p.Message is not null).Select(p => (p.Message!, p.Content!))]);
        },
        cancellationToken);

    /// <summary>Notes that an enrollment cannot be planned; after some tries it is held for a person.</summary>
    /// <returns>True where it is held now.</returns>
    public Task<bool> FailAsync(Enrollment claimed, string reason, TimeSpan pause, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var isHeld = await session.FailAsync(claimed, reason, pause, MostTries) >= MostTries;
                if (isHeld && (await session.FindOpenRoundsAsync([claimed.Id])).TryGetValue(claimed.Id, out var round))
                {
                    await session.CloseRoundAsync(round.Id, RoundEnd.Stopped, "not planned", now);
                }

                return isHeld;
            },
            cancellationToken);
}
