using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>Reads what a batch of plans needs and writes what came of them.</summary>
internal sealed class PlanStore(Database database, SequenceCatalog catalog, ServingSnapshot serving)
{
    /// <summary>The facts about these enrollments, in their order.</summary>
    public async Task<IReadOnlyList<PlanningFacts>> ReadAsync(
        IReadOnlyList<Enrollment> batch, bool forWhich, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var snapshot = await serving.GetAsync(cancellationToken);
        return await database.ReadAsync(
            async session =>
            {
                var ids = batch.Select(e => e.ContactId).Distinct().ToList();
                var contacts = (await session.FindContactsAsync(ids)).ToDictionary(c => c.Id);
                var suppressed = await session.FindSuppressedAsync(ids, now);
                var since = now - catalog.Limits.PerContact.Select(c => c.Within).DefaultIfEmpty(TimeSpan.Zero).Max();
                var sends = await session.FindSendTimesAsync(ids, since);
                var rounds = forWhich ? await session.FindOpenRoundsAsync(batch.Select(e => e.Id)) : [];
                var threads = await session.FindThreadsAsync(forWhich ? batch.Select(e => e.Id) : []);
                var writtenTo = await session.FindWrittenToAsync(forWhich ? ids : []);
                return batch.Select(e => new PlanningFacts
                {
                    Contact = contacts.GetValueOrDefault(e.ContactId),
                    IsSuppressed = suppressed.Contains(e.ContactId),
                    SendTimes = [.. sends[e.ContactId]],
                    Snapshot = snapshot,
                    Round = rounds.GetValueOrDefault(e.Id),
                    Thread = [.. threads[e.Id]],
                    WasWrittenTo = writtenTo.Contains(e.ContactId),
                }).ToList();
            },
            cancellationToken);
    }

    /// <summary>Writes the plans in one transaction; a plan whose enrollment has moved on meanwhile is dropped whole.</summary>
    public Task WriteAsync(IReadOnlyList<Plan> plans, DateTimeOffset now, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            foreach (var plan in plans)
            {
                await WriteAsync(session, plan, now);
            }
        },
        cancellationToken);

    private static async Task WriteAsync(Session session, Plan plan, DateTimeOffset now)
    {
        if (!await session.MoveOnAsync(plan.Claimed, plan.Moved))
        {
            return;
        }

        if (plan.Row is not null)
        {
            await session.AddDecisionAsync(plan.Row);
        }

        if (plan.Round is { } round)
        {
            await session.CloseRoundAsync(round, plan.RoundEnd, plan.RoundReason, now);
        }

        if (plan.Message is not null)
        {
            await session.AddMessageAsync(plan.Message, plan.Content!);
        }
    }
}
