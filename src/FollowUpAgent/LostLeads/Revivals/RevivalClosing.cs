using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Rewards;
using FollowUpAgent.Storage;

namespace FollowUpAgent.LostLeads;

/// <summary>
/// Writes down what revivals brought once their time is over: of who was left alone by the same rule as of who was written to, or the
/// difference would be one of rules.
/// </summary>
internal sealed class RevivalClosing(Database database, OutcomeCatalog outcomes, TimeProvider clock)
{
    private const int Batch = 500;

    /// <summary>Closes all that are over.</summary>
    /// <returns>How many.</returns>
    public async Task<int> CloseAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        for (var closed = 0; ;)
        {
            var some = await database.ReadAsync(s => s.FindToCloseAsync(now, Batch), cancellationToken);
            if (some.Count == 0)
            {
                return closed;
            }

            var happened = await database.ReadAsync(
                async s => (await s.FindHappenedAsync(some.Select(r => r.ContactId), some.Min(r => r.MomentAt))).ToLookup(h => h.ContactId), cancellationToken);
            await database.WriteAsync(s => s.CloseRevivalsAsync([.. some.Select(r => Close(r, happened))], now), cancellationToken);
            closed += some.Count;
        }
    }

    private ClosedRevival Close(Revival revival, ILookup<ContactId, HappenedRow> happened)
    {
        var kinds = happened[revival.ContactId]
            .Where(h => h.OccurredAt >= revival.MomentAt && h.OccurredAt < revival.UntilAt)
            .Select(h => RewardPump.OutcomeOf(h.Kind, h.Negative))
            .ToHashSet(StringComparer.Ordinal);
        var own = outcomes.All.Where(o => kinds.Contains(o.Key)).ToList();
        return new ClosedRevival(revival.Id, own.Sum(o => o.Weight), string.Join(',', own.Select(o => o.Key)));
    }
}
