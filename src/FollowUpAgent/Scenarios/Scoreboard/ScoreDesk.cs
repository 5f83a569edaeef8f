using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Signals;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Scenarios.Scoreboard;

/// <summary>Says how people answer, what they put in the place of proposals, and where a rule would spare them the question.</summary>
internal sealed class ScoreDesk(Database database, SteeringDesk steeringDesk, TimeProvider clock)
{
    private const int MostAnswers = 10_000;
    private const int Page = 500;
    private const double Coverage = 0.95;

    /// <summary>The scores of the last weeks.</summary>
    public Task<Scores> ReadAsync(int weeks, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var from = now - TimeSpan.FromDays(7 * weeks);
        return database.ReadAsync(
            async session =>
            {
                var steering = await steeringDesk.AtAsync(session, now);
                var given = await session.FindAnswersAsync(from, MostAnswers);
                var ledger = await LedgerOfAsync(session, given.Where(g => Overrides.Kinds.Contains(g.State)));
                var rules = steering.Get<Guardrails>();
                var groups = await GroupsAsync(session, given, steering.Get<Dictionary<string, SegmentOptions?>>(), now);
                return new Scores(
                    from,
                    now,
                    given.Count,
                    given.Count == MostAnswers,
                    TalliesOf(given.Where(g => g.AnsweredBy is not null), g => g.AnsweredBy!),
                    TalliesOf(given, g => g.Rule),
                    [.. Overrides.Kinds.Select(kind => Overrides.Estimate(kind, given, ledger))],
                    CoinToss.Measure(await session.FindTossedAsync(from, now - steering.Outcomes.LongestOutcomeWindow, MostAnswers), steering.Outcomes),
                    await FollowedAsync(session, steering.Outcomes, from, now),
                    Habits.Find(given, g => g.ContactId is { } contact ? groups.GetValueOrDefault(contact, []) : [], rules));
            },
            cancellationToken);
    }

    private static IReadOnlyList<AnswerTally> TalliesOf(IEnumerable<GivenAnswer> given, Func<GivenAnswer, string> name) =>
    [
        .. given.GroupBy(name, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => new AnswerTally(
            g.Key,
            g.Count(a => a.State == ApprovalState.Approved),
            g.Count(a => a.State == ApprovalState.Changed),
            g.Count(a => a.State == ApprovalState.Skipped),
            g.Count(a => a.State == ApprovalState.Stopped),
            g.Count(a => a.State == ApprovalState.Expired))),
    ];

    private static async Task<ILookup<DecisionId, Decision>> LedgerOfAsync(Session session, IEnumerable<GivenAnswer> given)
    {
        var rows = new List<Decision>();
        foreach (var page in given.Chunk(Page))
        {
            rows.AddRange(await session.FindDecisionsAsync(page.Select(g => g.DecisionId)));
        }

        return rows.ToLookup(r => r.Id);
    }

    // As contacts are now: who moved to another segment since then is counted where it is.
    private static async Task<Dictionary<ContactId, List<(HabitScope, string)>>> GroupsAsync(
        Session session, List<GivenAnswer> given, Dictionary<string, SegmentOptions?> options, DateTimeOffset now)
    {
        var groups = new Dictionary<ContactId, List<(HabitScope, string)>>();
        var segments = options.Select(o => Segment.From(o.Key, o.Value!)).ToList();
        foreach (var page in given.Select(g => g.ContactId).OfType<ContactId>().Distinct().Chunk(Page))
        {
            var engagements = segments.Count == 0 ? [] : await session.FindEngagementsAsync(page, now - Engagement.LookBack);
            foreach (var contact in await session.FindContactsAsync(page))
            {
                var facts = new SegmentFacts(contact, engagements.GetValueOrDefault(contact.Id, Engagement.None), now);
                groups[contact.Id] =
                [
                    .. contact.Language is { } language ? [(HabitScope.Language, language)] : Array.Empty<(HabitScope, string)>(),
                    .. segments.Where(s => s.Holds(facts)).Select(s => (HabitScope.Segment, s.Key)),
                ];
            }
        }

        return groups;
    }

    private static async Task<IReadOnlyList<FollowedRate>> FollowedAsync(Session session, OutcomeCatalog outcomes, DateTimeOffset from, DateTimeOffset now)
    {
        var followed = new List<FollowedRate>();
        foreach (var outcome in outcomes.All)
        {
            followed.AddRange((await session.CountFollowedAsync(outcome.Key, from, now - outcome.Window)).OrderBy(c => c.Answer, StringComparer.Ordinal).Select(c => RateOf(c, outcome)));
        }

        return followed;
    }

    private static FollowedRate RateOf(FollowedCount count, Outcome outcome)
    {
        if (count.Items < Scores.LeastItems)
        {
            return new FollowedRate(count.Answer, outcome.Key, count.Items, count.Happened, null, null);
        }

        var (low, high) = BetaRates.Interval(count.Happened, count.Items - count.Happened, Coverage);
        return new FollowedRate(count.Answer, outcome.Key, count.Items, count.Happened, low, high);
    }
}
